package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import io.truecount.identity.rules.Edge.Origin;
import io.truecount.identity.rules.Resolution.Refused;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes edges in their total order and joins the clusters at both ends, unless the union breaks a
 * constraint; then the edge is refused.
 *
 * <pre>
 *   user_id unique, oldest    edges   email=jane – user_id=u1   first seen 1
 *                                     email=jane – user_id=u2   first seen 2
 *   clusters                  email=jane user_id=u1 | user_id=u2
 *   refused                   email=jane – user_id=u2: a customer has at most 1 user_id
 * </pre>
 *
 * The result depends on the set of edges and the rules only: never on their order or on how often
 * one is given. Every constraint that a set satisfies is satisfied by its subsets, so that a
 * refused edge never becomes acceptable later. Cost: sorts the edges; each union costs the smaller
 * state ({@link ClusterState}); two clusters that cannot be one are compared once.
 */
public final class ConstrainedUnion {
  private record Ends(Identifier a, Identifier b, Origin origin) {}

  private final Rules rules;
  private final List<Vertex> vertices;
  private final Clusters clusters;
  private final Neutrality neutrality;
  private final List<Edge> accepted = new ArrayList<>();
  private final List<Edge> forest = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();

  private ConstrainedUnion(Rules rules, List<Vertex> vertices) {
    this.rules = rules;
    this.vertices = vertices;
    this.clusters = new Clusters(rules, vertices);
    this.neutrality = new Neutrality(rules, clusters);
  }

  /**
   * Resolves one component, or several.
   *
   * @param isolated identifiers that may have no edge
   * @param edges in any order; of equal ends and origin they are taken together
   */
  public static Resolution resolve(Rules rules, Iterator<Vertex> isolated, Iterator<Edge> edges) {
    TreeMap<Identifier, Vertex> byId = new TreeMap<>();
    isolated.forEachRemaining(vertex -> byId.put(vertex.id(), vertex));
    Map<Ends, Edge> distinct = new LinkedHashMap<>();
    edges.forEachRemaining(
        edge -> {
          byId.put(edge.a().id(), edge.a());
          byId.put(edge.b().id(), edge.b());
          distinct.merge(new Ends(edge.a().id(), edge.b().id(), edge.origin()), edge, Edge::merge);
        });
    ConstrainedUnion union = new ConstrainedUnion(rules, List.copyOf(byId.values()));
    union.take(List.copyOf(distinct.values()));
    return union.result();
  }

  private void take(List<Edge> edges) {
    Map<Tier, List<NumberedEdge>> tiers = new EnumMap<>(Tier.class);
    for (NumberedEdge edge : numbered(edges)) {
      tiers.computeIfAbsent(edge.tier(), key -> new ArrayList<>()).add(edge);
    }
    tiers.forEach(
        (tier, ofTier) -> {
          neutrality.begin(tier, ofTier);
          ofTier.forEach(this::take);
        });
  }

  private void take(NumberedEdge edge) {
    int a = clusters.root(edge.a());
    int b = clusters.root(edge.b());
    if (a == b) {
      accepted.add(edge.edge());
      return;
    }
    Optional<Conflict> conflict = neutrality.conflict(edge).or(() -> clusters.union(a, b));
    if (conflict.isPresent()) {
      refused.add(new Refused(edge.edge(), conflict.get()));
    } else {
      accepted.add(edge.edge());
      forest.add(edge.edge());
    }
  }

  private List<NumberedEdge> numbered(List<Edge> edges) {
    Map<Identifier, Integer> numbers = new HashMap<>();
    vertices.forEach(vertex -> numbers.put(vertex.id(), numbers.size()));
    return edges.stream()
        .map(
            edge ->
                NumberedEdge.of(number(numbers, edge.a()), number(numbers, edge.b()), edge, rules))
        .sorted(NumberedEdge.ORDER)
        .toList();
  }

  private static int number(Map<Identifier, Integer> numbers, Vertex vertex) {
    @Nullable Integer number = numbers.get(vertex.id());
    return requireNonNull(number);
  }

  private Resolution result() {
    return new Resolution(
        clusters.members().stream()
            .map(members -> members.stream().map(i -> vertices.get(i).id()).toList())
            .toList(),
        accepted,
        forest,
        refused);
  }
}
