package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One named number. */
public sealed interface Metric {
  Header header();

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

  /**
   * What every metric has.
   *
   * @param label for people; empty when it is the name
   * @param timeGrain the grain of metric_time when a query names none
   */
  record Header(
      String name,
      String description,
      String label,
      List<WhereFilter> filters,
      Optional<String> timeGrain,
      String where) {
    public Header {
      label = label.equals(name) ? "" : label;
      filters = List.copyOf(filters);
    }

    public Header named(String other) {
      return new Header(other, description, label, filters, timeGrain, where);
    }

    /** Whether two headers are equal except for their file and line. */
    public boolean saysTheSame(Header other) {
      return new Header(name, description, label, filters, timeGrain, other.where).equals(other);
    }

    Header and(List<WhereFilter> more) {
      return with(Stream.concat(filters.stream(), more.stream()).toList());
    }

    Header with(List<WhereFilter> others) {
      return new Header(name, description, label, others, timeGrain, where);
    }
  }

  /**
   * One measure of one model, as a metric uses it.
   *
   * @param fillNullsWith replaces NULL
   * @param joinToTimeSpine whether every period of the time spine has a row
   */
  record MeasureInput(
      String model,
      Measure measure,
      List<WhereFilter> filters,
      Optional<String> fillNullsWith,
      boolean joinToTimeSpine) {
    public MeasureInput {
      filters = List.copyOf(filters);
    }

    /** Whether it is the measure without filters, filler or time spine. */
    public boolean isPlain() {
      return filters.isEmpty() && fillNullsWith.isEmpty() && !joinToTimeSpine;
    }

    /** The same without the filters. */
    public MeasureInput unfiltered() {
      return new MeasureInput(model, measure, List.of(), fillNullsWith, joinToTimeSpine);
    }
  }

  /** Another metric as an input, which may be filtered, renamed or offset. */
  record MetricInput(
      String name,
      List<WhereFilter> filters,
      Optional<String> alias,
      Optional<Window> offsetWindow,
      Optional<String> offsetToGrain) {
    public MetricInput {
      filters = List.copyOf(filters);
    }

    public boolean isOffset() {
      return offsetWindow.isPresent() || offsetToGrain.isPresent();
    }

    boolean needsTime(Manifest manifest) {
      return isOffset() || manifest.metric(name).filter(m -> m.needsTime(manifest)).isPresent();
    }

    /** Its name in the expression of the metric that it is an input of. */
    public String key() {
      return alias.orElse(name);
    }
  }

  /** An aggregation of one measure. */
  record Simple(Header header, MeasureInput input) implements Metric {
    /** The metric that has the name and description of its measure, without filters. */
    public static Simple of(MeasureInput input) {
      Measure measure = input.measure();
      return new Simple(
          new Header(
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
  record Ratio(Header header, MetricInput numerator, MetricInput denominator) implements Metric {
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
  record Derived(Header header, String expr, List<MetricInput> inputs) implements Metric {
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
      Header header,
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
      Header header,
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
