package io.truecount.metric.plan;

import io.truecount.metric.manifest.Metric;
import java.util.Optional;

/** The filler of periods that an offset leads no value to: that of the one measure of a metric. */
final class OffsetFiller implements Metric.Cases<Optional<String>> {
  static final Metric.Cases<Optional<String>> CASES = new OffsetFiller();

  private OffsetFiller() {}

  @Override
  public Optional<String> simple(Metric.Simple metric) {
    return metric.input().fillNullsWith();
  }

  @Override
  public Optional<String> cumulative(Metric.Cumulative metric) {
    return metric.input().fillNullsWith();
  }

  @Override
  public Optional<String> ratio(Metric.Ratio metric) {
    return Optional.empty();
  }

  @Override
  public Optional<String> derived(Metric.Derived metric) {
    return Optional.empty();
  }

  @Override
  public Optional<String> conversion(Metric.Conversion metric) {
    return Optional.empty();
  }
}
