package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/** One named number. */
public sealed interface Metric {
  MetricHeader header();

  /**
   * Whether it has a value only at a time: a window or a period to date ends at a time, and an
   * offset looks back from a period. A metric over such a metric has a value only at a time, too.
   *
   * @param manifest where its inputs are defined
   */
  boolean needsTime(Manifest manifest);

  /** The metrics that it is computed from; empty when it aggregates measures itself. */
  List<MetricInput> metricInputs();

  /** Its own measures, whose rows and times queries group by; empty for a metric over metrics. */
  List<MeasureInput> measureInputs();

  /**
   * Its own measures whose times it compares; a conversion metric has one more than in {@link
   * #measureInputs}.
   */
  default List<MeasureInput> times() {
    return measureInputs();
  }

  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R match(Cases<R> cases);

  /**
   * One result for each kind of metric.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R simple(Simple metric);

    R ratio(Ratio metric);

    R derived(Derived metric);

    R cumulative(Cumulative metric);

    R conversion(Conversion metric);
  }

  default String name() {
    return header().name();
  }

  /** This metric if it is an aggregation of one measure; empty for every other kind. */
  default Optional<Simple> asSimple() {
    return Optional.empty();
  }

  default List<WhereFilter> filters() {
    return header().filters();
  }

  /** An aggregation of one measure. */
  record Simple(MetricHeader header, MeasureInput input) implements Metric {
    /** The metric that has the name and description of its measure, without filters. */
    public static Simple of(MeasureInput input) {
      Measure measure = input.measure();
      return new Simple(
          new MetricHeader(
              measure.name(),
              measure.description(),
              "",
              List.of(),
              Optional.empty(),
              measure.where()),
          input);
    }

    @Override
    public boolean needsTime(Manifest manifest) {
      return false;
    }

    @Override
    public List<MetricInput> metricInputs() {
      return List.of();
    }

    @Override
    public List<MeasureInput> measureInputs() {
      return List.of(input);
    }

    @Override
    public Optional<Simple> asSimple() {
      return Optional.of(this);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.simple(this);
    }
  }

  /** Numerator by denominator as doubles; a denominator of 0 or NULL gives NULL. */
  record Ratio(MetricHeader header, MetricInput numerator, MetricInput denominator)
      implements Metric {
    @Override
    public boolean needsTime(Manifest manifest) {
      return numerator.needsTime(manifest) || denominator.needsTime(manifest);
    }

    @Override
    public List<MetricInput> metricInputs() {
      return List.of(numerator, denominator);
    }

    @Override
    public List<MeasureInput> measureInputs() {
      return List.of();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.ratio(this);
    }
  }

  /** An expression over aggregated inputs. */
  record Derived(MetricHeader header, String expr, List<MetricInput> inputs) implements Metric {
    public Derived {
      inputs = List.copyOf(inputs);
    }

    @Override
    public boolean needsTime(Manifest manifest) {
      return inputs.stream().anyMatch(input -> input.needsTime(manifest));
    }

    @Override
    public List<MetricInput> metricInputs() {
      return inputs;
    }

    @Override
    public List<MeasureInput> measureInputs() {
      return List.of();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.derived(this);
    }
  }

  /**
   * A running total: a measure over all time up to each date, over a window, or since the start of
   * a period.
   *
   * @param periodAggregation which of its values a coarser period gets
   */
  record Cumulative(
      MetricHeader header,
      MeasureInput input,
      Optional<Window> window,
      Optional<String> grainToDate,
      PeriodAggregation periodAggregation)
      implements Metric {
    @Override
    public boolean needsTime(Manifest manifest) {
      return window.isPresent() || grainToDate.isPresent();
    }

    @Override
    public List<MetricInput> metricInputs() {
      return List.of();
    }

    @Override
    public List<MeasureInput> measureInputs() {
      return List.of(input);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.cumulative(this);
    }
  }

  /**
   * Which value of a running total a coarser period gets: that of its first or last date, or the
   * average.
   */
  enum PeriodAggregation {
    FIRST,
    LAST,
    AVERAGE
  }

  /** Base events that were followed by a conversion event of the same entity. */
  record Conversion(
      MetricHeader header,
      String entity,
      MeasureInput base,
      MeasureInput conversion,
      Optional<Window> window,
      List<ConstantProperty> constantProperties,
      boolean rate)
      implements Metric {
    public Conversion {
      constantProperties = List.copyOf(constantProperties);
    }

    @Override
    public boolean needsTime(Manifest manifest) {
      return false;
    }

    @Override
    public List<MetricInput> metricInputs() {
      return List.of();
    }

    @Override
    public List<MeasureInput> measureInputs() {
      return List.of(base);
    }

    @Override
    public List<MeasureInput> times() {
      return List.of(base, conversion);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.conversion(this);
    }
  }

  /** A property that must be equal on both events. */
  record ConstantProperty(String base, String conversion) {}
}
