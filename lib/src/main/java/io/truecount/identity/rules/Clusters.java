package io.truecount.identity.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Disjoint sets of vertices, by number, each of which satisfies all constraints. */
final class Clusters {
  private final int[] parents;
  private final ClusterState[] states;

  /** Of two roots that cannot be one: they stay so for as long as both are roots. */
  private final Map<Long, Conflict> conflicts = new HashMap<>();

  Clusters(Rules rules, List<Vertex> vertices) {
    parents = new int[vertices.size()];
    states = new ClusterState[parents.length];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = i;
      states[i] = ClusterState.of(rules, vertices.get(i));
    }
  }

  int root(int vertex) {
    int root = vertex;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  boolean isAlone(int vertex) {
    return states[root(vertex)].size() == 1;
  }

  /** Makes two roots one, unless the union breaks a constraint. */
  Optional<Conflict> union(int left, int right) {
    long pair = (long) Math.min(left, right) << Integer.SIZE | Math.max(left, right);
    Conflict known = conflicts.get(pair);
    if (known != null) {
      return Optional.of(known);
    }
    boolean leftGrows = states[left].size() >= states[right].size();
    int larger = leftGrows ? left : right;
    int smaller = leftGrows ? right : left;
    Optional<Conflict> conflict = states[larger].absorb(states[smaller]);
    if (conflict.isPresent()) {
      conflicts.put(pair, conflict.get());
    } else {
      parents[smaller] = larger;
      states[smaller] = states[larger]; // the absorbed state is free
    }
    return conflict;
  }

  /** Why some roots cannot all be one; empty when they can. Changes none of them. */
  Optional<Conflict> together(List<Integer> roots) {
    ClusterState union = states[roots.get(0)].copy();
    Optional<Conflict> conflict = Optional.empty();
    for (int i = 1; i < roots.size() && conflict.isEmpty(); i++) {
      conflict = union.absorb(states[roots.get(i)].copy());
    }
    return conflict;
  }

  /** The vertices of each cluster, ascending, in the order of their first ones. */
  List<List<Integer>> members() {
    Map<Integer, List<Integer>> byRoot = new HashMap<>();
    List<List<Integer>> clusters = new ArrayList<>();
    for (int vertex = 0; vertex < parents.length; vertex++) {
      byRoot
          .computeIfAbsent(
              root(vertex),
              root -> {
                List<Integer> cluster = new ArrayList<>();
                clusters.add(cluster);
                return cluster;
              })
          .add(vertex);
    }
    return clusters;
  }
}
