package io.truecount.metric.sql;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Measure.Percentile;

/** An aggregation with its parameters. */
public record Aggregator(Aggregation aggregation, Percentile percentile) {
  public static Aggregator of(Aggregation aggregation) {
    return new Aggregator(aggregation, Percentile.NONE);
  }
}
