package io.truecount.audience;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import java.util.List;

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
}
