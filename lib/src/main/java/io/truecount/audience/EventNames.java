package io.truecount.audience;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The names of events in the conditions of an audience. */
public final class EventNames implements Condition.Cases<Stream<String>> {
  private EventNames() {}

  /** Each once; those of audiences that it refers to are not among them. */
  public static Set<String> of(Audience audience) {
    Set<String> names = new TreeSet<>();
    audience.where().match(new EventNames()).forEach(names::add);
    return names;
  }

  @Override
  public Stream<String> all(Condition.All all) {
    return all.conditions().stream().flatMap(condition -> condition.match(this));
  }

  @Override
  public Stream<String> any(Condition.Any any) {
    return any.conditions().stream().flatMap(condition -> condition.match(this));
  }

  @Override
  public Stream<String> not(Condition.Not not) {
    return not.condition().match(this);
  }

  @Override
  public Stream<String> trait(Condition.Trait trait) {
    return Stream.of();
  }

  @Override
  public Stream<String> event(Condition.Event event) {
    return event.names().stream();
  }

  @Override
  public Stream<String> reference(Condition.Reference reference) {
    return Stream.of();
  }
}
