/** Exact sets of whole numbers, for distinct counts that can be merged. */
@NullMarked
package io.truecount.metric.ids;

import org.jspecify.annotations.NullMarked;
