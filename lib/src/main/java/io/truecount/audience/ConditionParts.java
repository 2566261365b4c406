package io.truecount.audience;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Dimension;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Metric;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Sequence;
import io.truecount.audience.Condition.Top;
import io.truecount.audience.Condition.Trait;
import java.util.List;
import java.util.stream.Stream;

/**
 * Collects what the conditions within a condition have, in the order of the definition. An audience
 * that is referred to has conditions of its own, which are not followed.
 *
 * @param <R> what is collected
 */
abstract class ConditionParts<R> implements Condition.Cases<List<R>> {
  static final ConditionParts<Event> EVENTS =
      new ConditionParts<>() {
        @Override
        public List<Event> event(Event event) {
          return List.of(event);
        }
      };

  /** The names of the traits that are tested. */
  static final ConditionParts<String> TRAITS =
      new ConditionParts<>() {
        @Override
        public List<String> trait(Trait trait) {
          return List.of(trait.name());
        }
      };

  /** The names of the audiences that are referred to. */
  static final ConditionParts<String> REFERENCES =
      new ConditionParts<>() {
        @Override
        public List<String> reference(Reference reference) {
          return List.of(reference.audience());
        }
      };

  static final ConditionParts<Dimension> DIMENSION_TESTS =
      new ConditionParts<>() {
        @Override
        public List<Dimension> dimension(Dimension dimension) {
          return List.of(dimension);
        }
      };

  /** The names of the dimensions that are tested, and of those that filters of metrics use. */
  static final ConditionParts<String> DIMENSIONS =
      new ConditionParts<>() {
        @Override
        public List<String> dimension(Dimension dimension) {
          return List.of(dimension.name());
        }

        @Override
        List<String> value(MetricValue value) {
          return FilterNames.dimensions(value.where());
        }
      };

  /** The names of the metrics that are tested or ranked by, and of those that filters use. */
  static final ConditionParts<String> METRICS =
      new ConditionParts<>() {
        @Override
        List<String> value(MetricValue value) {
          return Stream.concat(
                  Stream.of(value.metric()), FilterNames.metrics(value.where()).stream())
              .toList();
        }
      };

  /** The values of metrics that are tested or ranked by. */
  static final ConditionParts<MetricValue> METRIC_VALUES =
      new ConditionParts<>() {
        @Override
        List<MetricValue> value(MetricValue value) {
          return List.of(value);
        }
      };

  static final ConditionParts<Sequence> SEQUENCES =
      new ConditionParts<>() {
        @Override
        public List<Sequence> sequence(Sequence sequence) {
          return List.of(sequence);
        }
      };

  static final ConditionParts<Top> TOPS =
      new ConditionParts<>() {
        @Override
        public List<Top> top(Top top) {
          return List.of(top);
        }
      };

  /** Of the value of a metric, in whichever condition it is. */
  List<R> value(MetricValue value) {
    return List.of();
  }

  @Override
  public List<R> all(All all) {
    return parts(all.conditions());
  }

  @Override
  public List<R> any(Any any) {
    return parts(any.conditions());
  }

  private List<R> parts(List<Condition> conditions) {
    return conditions.stream().flatMap(c -> c.match(this).stream()).toList();
  }

  @Override
  public List<R> not(Not not) {
    return not.condition().match(this);
  }

  @Override
  public List<R> trait(Trait trait) {
    return List.of();
  }

  @Override
  public List<R> event(Event event) {
    return List.of();
  }

  @Override
  public List<R> reference(Reference reference) {
    return List.of();
  }

  @Override
  public List<R> dimension(Dimension dimension) {
    return List.of();
  }

  @Override
  public List<R> metric(Metric metric) {
    return value(metric.value());
  }

  @Override
  public List<R> sequence(Sequence sequence) {
    return List.of();
  }

  @Override
  public List<R> top(Top top) {
    return value(top.value());
  }
}
