package io.truecount.audience;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import java.util.List;

/** Finds the event conditions within a condition. */
final class EventConditions {
  private static final Condition.Cases<List<Event>> EVENTS =
      new Condition.Cases<>() {
        @Override
        public List<Event> all(All all) {
          return all.conditions().stream().flatMap(c -> c.match(this).stream()).toList();
        }

        @Override
        public List<Event> any(Any any) {
          return any.conditions().stream().flatMap(c -> c.match(this).stream()).toList();
        }

        @Override
        public List<Event> not(Not not) {
          return not.condition().match(this);
        }

        @Override
        public List<Event> trait(Trait trait) {
          return List.of();
        }

        @Override
        public List<Event> event(Event event) {
          return List.of(event);
        }

        /** The referenced audience is evaluated with the others. */
        @Override
        public List<Event> reference(Reference reference) {
          return List.of();
        }
      };

  private EventConditions() {}

  /** In the order of the definition; those of an audience that is referred to are its own. */
  static List<Event> of(Condition condition) {
    return condition.match(EVENTS);
  }
}
