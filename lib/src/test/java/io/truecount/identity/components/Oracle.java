package io.truecount.identity.components;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Connected components, written as plainly as can be: relabel until nothing changes. */
final class Oracle {
  private Oracle() {}

  /** An undirected edge. */
  record Edge<T>(T a, T b) {}

  /** A graph given by its vertices (not all of them) and edges. */
  record Graph<T>(List<T> vertices, List<Edge<T>> edges) {}

  /** Identifier to the smallest identifier of its component. */
  static <T extends Comparable<T>> SortedMap<T, T> components(Graph<T> graph) {
    SortedMap<T, T> parents = new TreeMap<>();
    graph.vertices().forEach(id -> parents.put(id, id));
    for (Edge<T> edge : graph.edges()) {
      parents.putIfAbsent(edge.a(), edge.a());
      parents.putIfAbsent(edge.b(), edge.b());
      T a = root(parents, edge.a());
      T b = root(parents, edge.b());
      boolean ordered = a.compareTo(b) < 0;
      parents.put(ordered ? b : a, ordered ? a : b);
    }
    SortedMap<T, T> labels = new TreeMap<>();
    parents.keySet().forEach(id -> labels.put(id, root(parents, id)));
    return labels;
  }

  private static <T> T root(SortedMap<T, T> parents, T id) {
    T at = id;
    T parent = parents.getOrDefault(at, at);
    while (!parent.equals(at)) {
      at = parent;
      parent = parents.getOrDefault(at, at);
    }
    return at;
  }
}
