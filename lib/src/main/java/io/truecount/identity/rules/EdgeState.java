package io.truecount.identity.rules;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the records that have both identifiers of an edge come to. {@link #merge} is associative and
 * commutative, so that batches and their order do not matter.
 *
 * @param firstSeen microseconds since 1970
 * @param lastSeen microseconds since 1970
 * @param count records; 0 of a link that follows from no record
 * @param sources sorted
 * @param firstRecord number of the first record
 */
public record EdgeState(
    long firstSeen, long lastSeen, long count, List<String> sources, long firstRecord)
    implements Serializable {
  public EdgeState {
    sources = List.copyOf(sources);
    if (firstSeen > lastSeen || count < 0) {
      throw new IllegalArgumentException(
          "Invalid edge: first seen %d, last seen %d, %d records"
              .formatted(firstSeen, lastSeen, count));
    }
  }

  /** Of one record. */
  public static EdgeState of(long time, String source, long record) {
    return new EdgeState(time, time, 1, List.of(source), record);
  }

  /** Of the records of both together. */
  public EdgeState merge(EdgeState other) {
    return new EdgeState(
        Math.min(firstSeen, other.firstSeen),
        Math.max(lastSeen, other.lastSeen),
        count + other.count,
        sources.equals(other.sources)
            ? sources
            : Stream.concat(sources.stream(), other.sources.stream()).distinct().sorted().toList(),
        Math.min(firstRecord, other.firstRecord));
  }
}
