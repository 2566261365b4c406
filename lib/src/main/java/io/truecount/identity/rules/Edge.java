package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Two identifiers that are linked, the smaller first.
 *
 * @param state of the records that link them
 * @param score of a matcher, the higher the stronger; 0 of every other origin
 */
public record Edge(Vertex a, Vertex b, Origin origin, EdgeState state, double score)
    implements Serializable {
  /** Where an edge comes from. */
  public enum Origin {
    /** Records have both identifiers. */
    RECORDS,
    /** A link of the tier {@link Tier#FORCED}. */
    FORCED,
    /** A matcher finds the records of both alike: a link of the tier {@link Tier#SCORED}. */
    SCORED
  }

  public Edge {
    requireNonNull(origin);
    requireNonNull(state);
    if (!Double.isFinite(score) || (origin != Origin.SCORED && score != 0)) {
      throw new IllegalArgumentException("Invalid score: %s of %s".formatted(score, origin));
    }
    int order = a.id().compareTo(b.id());
    if (order == 0) {
      throw new IllegalArgumentException("Invalid edge: from an identifier to itself");
    }
    if (order > 0) {
      Vertex larger = a;
      a = b;
      b = larger;
    }
  }

  /** Without a score. */
  public Edge(Vertex a, Vertex b, Origin origin, EdgeState state) {
    this(a, b, origin, state, 0);
  }

  /** The edge of the records of both together, with the better score. */
  Edge merge(Edge other) {
    return new Edge(a, b, origin, state.merge(other.state), Math.max(score, other.score));
  }
}
