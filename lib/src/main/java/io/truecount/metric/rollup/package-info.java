/** Partial aggregates that several queries share, and their stored state. */
@NullMarked
package io.truecount.metric.rollup;

import org.jspecify.annotations.NullMarked;
