package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Two identifiers that are linked, the smaller first.
 *
 * @param state of the records that link them
 */
public record Edge(Vertex a, Vertex b, Origin origin, EdgeState state) implements Serializable {
  /** Where an edge comes from. */
  public enum Origin {
    /** Records have both identifiers. */
    RECORDS,
    /** A link of the tier {@link Tier#FORCED}. */
    FORCED
  }

  public Edge {
    requireNonNull(origin);
    requireNonNull(state);
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

  /** The edge of the records of both together. */
  Edge merge(Edge other) {
    return new Edge(a, b, origin, state.merge(other.state));
  }
}
