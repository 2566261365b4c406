package io.truecount.identity.trial;

import static java.util.Objects.requireNonNull;

import io.truecount.identity.rules.Identifier;
import java.util.List;
import java.util.Map;

/**
 * A record to try rules on.
 *
 * @param place {@code file:line}
 * @param number of its line
 * @param time microseconds since 1970
 * @param identifiers as they are written
 * @param properties scalar values as text
 */
public record TrialRecord(
    String place,
    long number,
    long time,
    List<Identifier> identifiers,
    Map<String, String> properties) {
  public TrialRecord {
    requireNonNull(place);
    identifiers = List.copyOf(identifiers);
    properties = Map.copyOf(properties);
  }
}
