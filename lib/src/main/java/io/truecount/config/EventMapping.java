package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a row of a configured format (Parquet, CSV, JSON) becomes an event.
 *
 * @param type one of Segment's call types
 * @param name the event's name, or the column that holds it
 * @param id column of the record's own stable id; without one the content's fingerprint is the id
 * @param time column of the time it happened; without one the received time
 * @param received column of the time the source's system received it; without one the load time
 */
public record EventMapping(
    Type type,
    String name,
    boolean nameIsColumn,
    Optional<String> id,
    Optional<String> time,
    Optional<String> received) {

  /** The call types of the Segment specification. */
  public enum Type {
    TRACK,
    IDENTIFY,
    PAGE,
    SCREEN,
    GROUP,
    ALIAS
  }

  public EventMapping {
    requireNonNull(type);
    requireNonNull(name);
    requireNonNull(id);
    requireNonNull(time);
    requireNonNull(received);
  }

  static EventMapping read(ConfigNode node) {
    try (node) {
      return new EventMapping(
          node.choice("type", Type.class),
          node.string("name"),
          node.has("name-is-column") && node.bool("name-is-column"),
          node.optionalString("id"),
          node.optionalString("time"),
          node.optionalString("received"));
    }
  }
}
