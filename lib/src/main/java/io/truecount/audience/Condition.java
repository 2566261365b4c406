package io.truecount.audience;

import java.util.List;
import java.util.Optional;

/** A predicate over one customer at as_of: true, false or unknown. */
public sealed interface Condition {
  /** What to do with each kind of condition: a kind that is not handled breaks the build. */
  interface Cases<R> {
    R all(All all);

    R any(Any any);

    R not(Not not);

    R trait(Trait trait);

    R event(Event event);

    R reference(Reference reference);

    R dimension(Dimension dimension);

    R metric(Metric metric);

    R sequence(Sequence sequence);

    R top(Top top);
  }

  /** What {@code cases} gives for this kind of condition. */
  <R> R match(Cases<R> cases);

  /** Every one is true. */
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.all(this);
    }
  }

  /** At least one is true. */
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.any(this);
    }
  }

  /** Is not true: false and unknown both hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.not(this);
    }
  }

  /** A column of the table customers. */
  record Trait(String name, ValueTest test) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.trait(this);
    }
  }

  /**
   * A measure over the customer's events before as_of.
   *
   * @param names of the events, any of them
   * @param within empty for all time before as_of
   * @param where SQL over one event, checked; unknown is false
   */
  record Event(
      List<String> names,
      Optional<Window> within,
      Optional<String> where,
      Measure measure,
      ValueTest test)
      implements Condition {
    public Event {
      names = List.copyOf(names);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.event(this);
    }
  }

  /** Members of another audience by its definition, at the same as_of; never unknown. */
  record Reference(String audience) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.reference(this);
    }
  }

  /**
   * A dimension that the customer reaches over joins by keys, such as {@code customer__country}.
   *
   * @param name with its whole join path
   */
  record Dimension(String name, ValueTest test) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.dimension(this);
    }
  }

  /** A metric of each customer at as_of. */
  record Metric(MetricValue value, ValueTest test) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.metric(this);
    }
  }

  /**
   * Some events of the customer before as_of are these steps in this order; never unknown.
   *
   * @param within of the whole sequence before as_of; empty for all time
   */
  record Sequence(List<SequenceStep> steps, Optional<Window> within) implements Condition {
    public Sequence {
      steps = List.copyOf(steps);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.sequence(this);
    }
  }

  /** The customers with the greatest values of a metric; never unknown. */
  record Top(MetricValue value, TopSize size, Ties ties) implements Condition {
    /** What becomes of customers with the same value at the border. */
    public enum Ties {
      /** The smaller customer_id comes first. */
      ID,
      /** All of them are in. */
      INCLUDE
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.top(this);
    }
  }

  /**
   * What is measured of the matching events.
   *
   * @param column path of the measured column; empty for counting
   */
  record Measure(Kind kind, String column) {
    /** Of no events counts and sum are 0, all others NULL. */
    public enum Kind {
      COUNT,
      /** Distinct values; NULL is none. */
      COUNT_DISTINCT,
      SUM,
      MIN,
      MAX,
      AVG,
      /** Of the earliest event by (occurred_at, source, event_id). */
      FIRST,
      /** Of the latest event. */
      LAST
    }
  }
}
