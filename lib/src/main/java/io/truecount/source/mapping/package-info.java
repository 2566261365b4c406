/** From the mapped values of a row to a record; shared by the formats that need a mapping. */
@NullMarked
package io.truecount.source.mapping;

import org.jspecify.annotations.NullMarked;
