/** Queries of metrics: names, filters, time range. */
@NullMarked
package io.truecount.metric.query;

import org.jspecify.annotations.NullMarked;
