/** Metric definitions in the forms of other tools, and back. */
@NullMarked
package io.truecount.metric.exchange;

import org.jspecify.annotations.NullMarked;
