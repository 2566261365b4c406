package io.truecount.identity.rules;

import io.truecount.config.LinkRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The devices that belong to no person. Where a tier's policy is neutral, a device that is still
 * alone at its beginning, and next to two or more clusters whose union breaks a constraint, stays
 * alone, in this tier and in the later one.
 */
final class Neutrality {
  private final Rules rules;
  private final Clusters clusters;
  private final Map<Integer, Conflict> neutral = new HashMap<>();

  Neutrality(Rules rules, Clusters clusters) {
    this.rules = rules;
    this.clusters = clusters;
  }

  /** Why an edge is refused before any constraint is looked at; empty when it is not. */
  Optional<Conflict> conflict(NumberedEdge edge) {
    @Nullable Conflict a = neutral.get(edge.a());
    return Optional.ofNullable(a == null ? neutral.get(edge.b()) : a);
  }

  /** Finds the neutral devices of a tier, before any of its edges is taken. */
  void begin(Tier tier, List<NumberedEdge> edges) {
    boolean devices = tier == Tier.PERSON_DEVICE || tier == Tier.DEVICE_DEVICE;
    if (!devices || rules.policy(tier) != LinkRules.Policy.NEUTRAL) {
      return;
    }
    Map<List<Integer>, Optional<Conflict>> known = new HashMap<>();
    Map<Integer, Conflict> found = new HashMap<>();
    neighbours(edges)
        .forEach(
            (device, near) ->
                known
                    .computeIfAbsent(List.copyOf(near.roots()), this::together)
                    .ifPresent(
                        cause ->
                            found.put(device, new Conflict.Neutral(near.device().id(), cause))));
    neutral.putAll(found);
  }

  private Optional<Conflict> together(List<Integer> roots) {
    return roots.size() < 2 ? Optional.empty() : clusters.together(roots);
  }

  private record Neighbours(Vertex device, TreeSet<Integer> roots) {}

  private Map<Integer, Neighbours> neighbours(List<NumberedEdge> edges) {
    Map<Integer, Neighbours> result = new HashMap<>();
    for (NumberedEdge edge : edges) {
      if (conflict(edge).isEmpty() && !rules.isUnlinked(edge.edge())) {
        note(edge.a(), edge.edge().a(), edge.b(), result);
        note(edge.b(), edge.edge().b(), edge.a(), result);
      }
    }
    return result;
  }

  private void note(int device, Vertex vertex, int other, Map<Integer, Neighbours> result) {
    if (rules.isDevice(vertex) && clusters.isAlone(device)) {
      result
          .computeIfAbsent(device, key -> new Neighbours(vertex, new TreeSet<>()))
          .roots()
          .add(clusters.root(other));
    }
  }
}
