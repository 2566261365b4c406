/** Tests of the metric layer. */
@NullMarked
package io.truecount.metric;

import org.jspecify.annotations.NullMarked;
