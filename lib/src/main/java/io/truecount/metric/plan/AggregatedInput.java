package io.truecount.metric.plan;

import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import java.util.List;
import java.util.Optional;

/** A value that is aggregated from rows; every metric is an expression over such values. */
public sealed interface AggregatedInput {
  /** What the column is called when the name is free. */
  String label();

  /** What a caller does for each kind: a new kind does not compile until all do. */
  <R> R match(Cases<R> cases);

  /**
   * One answer for each kind.
   *
   * @param <R> the answer
   */
  interface Cases<R> {
    R measured(Measured input);

    R converted(Converted input);

    R moved(Moved input);

    R whole(Whole input);
  }

  /**
   * One measure over rows.
   *
   * @param joinToTimeSpine whether every moment has a row
   * @param fill stands for an absent value
   */
  record Measured(RowSpec rows, Measure measure, boolean joinToTimeSpine, Optional<String> fill)
      implements AggregatedInput {
    @Override
    public String label() {
      return measure.name();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.measured(this);
    }
  }

  /** The conversions of base events. */
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
   * A whole metric at another time: computed by itself, then moved.
   *
   * @param outer filters that hold for the moved values
   */
  record Moved(Metric metric, List<Filter> inner, List<Filter> outer, RowSpec.Offset offset)
      implements AggregatedInput {
    public Moved {
      inner = List.copyOf(inner);
      outer = List.copyOf(outer);
    }

    @Override
    public String label() {
      return metric.name();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.moved(this);
    }
  }

  /**
   * A whole metric that fills gaps: computed by itself, so that what it fills are its own rows and
   * not those of other metrics.
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
