package io.truecount.metric.plan;

import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import java.util.List;
import java.util.Optional;

/**
 * A value that is aggregated from rows. Every metric is an expression over such values: {@code
 * orders / visits} has two aggregated inputs.
 */
public sealed interface AggregatedInput {
  /** The preferred name of the column; a number is added when another column has it. */
  String label();

  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R match(Cases<R> cases);

  /**
   * One result for each kind.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R measured(Measured input);

    R converted(Converted input);

    R offset(Offset input);

    R whole(Whole input);
  }

  /** This input if it is a measure; empty for every other kind. */
  default Optional<Measured> asMeasured() {
    return Optional.empty();
  }

  /**
   * One measure over rows.
   *
   * @param joinToTimeSpine whether every period of the time spine has a row
   * @param fill replaces NULL
   */
  record Measured(RowSpec rows, Measure measure, boolean joinToTimeSpine, Optional<String> fill)
      implements AggregatedInput {
    @Override
    public String label() {
      return measure.name();
    }

    @Override
    public Optional<Measured> asMeasured() {
      return Optional.of(this);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.measured(this);
    }
  }

  /** The base events that were followed by a conversion event. */
  record Converted(
      Metric.Conversion metric, RowSpec base, RowSpec conversion, Optional<String> fill)
      implements AggregatedInput {
    @Override
    public String label() {
      return metric.conversion().measure().name();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.converted(this);
    }
  }

  /**
   * A whole metric that is offset: its values are computed at their own time, then given the time
   * that the offset leads to.
   *
   * @param inner filters on what the metric is computed from
   * @param outer filters on the time after the offset
   */
  record Offset(Metric metric, List<Filter> inner, List<Filter> outer, RowSpec.Offset offset)
      implements AggregatedInput {
    public Offset {
      inner = List.copyOf(inner);
      outer = List.copyOf(outer);
    }

    @Override
    public String label() {
      return metric.name();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.offset(this);
    }
  }

  /**
   * A whole metric that fills NULLs. It is computed separately from the other metrics of a query,
   * so that it fills its own rows and not theirs.
   */
  record Whole(Metric metric, List<Filter> filters) implements AggregatedInput {
    public Whole {
      filters = List.copyOf(filters);
    }

    @Override
    public String label() {
      return metric.name();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.whole(this);
    }
  }
}
