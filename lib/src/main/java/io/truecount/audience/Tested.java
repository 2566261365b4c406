package io.truecount.audience;

import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Measure;
import java.util.List;
import java.util.Optional;

/**
 * A value that a condition tests, and the test.
 *
 * @param value equal for conditions that test the same value
 * @param kind what is known of the value before it is tested
 */
record Tested(Object value, Kind kind, ValueTest test) {
  /** What values there can be. */
  enum Kind {
    ANY,
    /** A whole number, 0 or more. */
    COUNT,
    /** The trait kind. */
    CUSTOMER_KIND
  }

  /** What a condition tests; empty for conditions that test no value. */
  static Optional<Tested> of(Condition condition) {
    return condition.match(CASES);
  }

  private record Named(String kind, String name) {}

  private static final Condition.Cases<Optional<Tested>> CASES =
      new Condition.Cases<>() {
        @Override
        public Optional<Tested> trait(Condition.Trait trait) {
          Kind kind =
              trait.name().equals(io.truecount.customer.CustomerTables.KIND)
                  ? Kind.CUSTOMER_KIND
                  : Kind.ANY;
          return Optional.of(new Tested(new Named("trait", trait.name()), kind, trait.test()));
        }

        @Override
        public Optional<Tested> dimension(Condition.Dimension dimension) {
          return Optional.of(
              new Tested(new Named("dimension", dimension.name()), Kind.ANY, dimension.test()));
        }

        @Override
        public Optional<Tested> event(Event event) {
          Measure.Kind measure = event.measure().kind();
          boolean counts = measure == Measure.Kind.COUNT || measure == Measure.Kind.COUNT_DISTINCT;
          Event value =
              new Event(
                  event.names(),
                  event.within(),
                  event.where(),
                  event.measure(),
                  new ValueTest.Exists(true));
          return Optional.of(new Tested(value, counts ? Kind.COUNT : Kind.ANY, event.test()));
        }

        @Override
        public Optional<Tested> metric(Condition.Metric metric) {
          return Optional.of(new Tested(metric.value(), Kind.ANY, metric.test()));
        }

        @Override
        public Optional<Tested> all(Condition.All all) {
          return Optional.empty();
        }

        @Override
        public Optional<Tested> any(Condition.Any any) {
          return Optional.empty();
        }

        @Override
        public Optional<Tested> not(Condition.Not not) {
          return Optional.empty();
        }

        @Override
        public Optional<Tested> reference(Condition.Reference reference) {
          return Optional.empty();
        }

        @Override
        public Optional<Tested> sequence(Condition.Sequence sequence) {
          return Optional.empty();
        }

        @Override
        public Optional<Tested> top(Condition.Top top) {
          return Optional.empty();
        }
      };

  /** The conditions that must all hold where one must: those of an {@code all} in it. */
  static List<Condition> together(Condition condition) {
    List<Condition> parts = condition.match(TOGETHER);
    return parts.isEmpty()
        ? List.of(condition)
        : parts.stream().flatMap(part -> together(part).stream()).toList();
  }

  private static final ConditionParts<Condition> TOGETHER =
      new ConditionParts<>() {
        @Override
        public List<Condition> all(Condition.All all) {
          return all.conditions();
        }

        @Override
        public List<Condition> any(Condition.Any any) {
          return List.of();
        }

        @Override
        public List<Condition> not(Condition.Not not) {
          return List.of();
        }
      };
}
