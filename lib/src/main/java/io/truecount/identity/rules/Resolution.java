package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * What became of some edges.
 *
 * @param clusters the identifiers of each customer, sorted, in the order of their first ones
 * @param accepted the edges within a cluster that were taken, in the order of {@link Tier} and
 *     policy
 * @param forest those of them that joined two clusters: between any two identifiers of a cluster
 *     there is one path of them, the strongest
 * @param refused the other edges, in the same order
 */
public record Resolution(
    List<List<Identifier>> clusters, List<Edge> accepted, List<Edge> forest, List<Refused> refused)
    implements Serializable {

  /** An edge whose ends are of two customers, and why. */
  public record Refused(Edge edge, Conflict conflict) implements Serializable {
    public Refused {
      requireNonNull(edge);
      requireNonNull(conflict);
    }
  }

  public Resolution {
    clusters = List.copyOf(clusters);
    accepted = List.copyOf(accepted);
    forest = List.copyOf(forest);
    refused = List.copyOf(refused);
  }
}
