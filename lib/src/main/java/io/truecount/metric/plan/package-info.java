/** From a query to the operations that answer it; one node class per operation. */
@NullMarked
package io.truecount.metric.plan;

import org.jspecify.annotations.NullMarked;
