package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.metric.plan.Planner;
import org.apache.spark.sql.types.StructType;

/**
 * What conditions may name.
 *
 * @param events schema of customer_events
 * @param planner of the project's metrics
 */
public record Vocabulary(KnownTraits traits, StructType events, Planner planner) {
  public Vocabulary {
    requireNonNull(traits);
    requireNonNull(events);
    requireNonNull(planner);
  }
}
