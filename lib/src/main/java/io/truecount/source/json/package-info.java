/** A JSON scanner that takes only the requested values. */
@NullMarked
package io.truecount.source.json;

import org.jspecify.annotations.NullMarked;
