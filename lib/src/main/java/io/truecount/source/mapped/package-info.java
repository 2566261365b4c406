/** The format JSON lines with configured places. */
@NullMarked
package io.truecount.source.mapped;

import org.jspecify.annotations.NullMarked;
