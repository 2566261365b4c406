package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import io.truecount.identity.rules.Resolution.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The accepted edges that prove a merge, or show why an edge was refused. */
public final class Evidence {
  /** A vertex's place in the forest. */
  private record Place(
      Identifier root, int depth, @Nullable Identifier parent, @Nullable Edge up) {}

  /** The accepted edges from each end of a refused edge to the identifiers that conflict. */
  public record Sides(List<Edge> a, List<Edge> b) {
    public Sides {
      a = List.copyOf(a);
      b = List.copyOf(b);
    }
  }

  private final Map<Identifier, Place> places = new HashMap<>();

  private Evidence(Map<Identifier, List<Edge>> neighbours) {
    for (Identifier id : neighbours.keySet()) {
      if (!places.containsKey(id)) {
        root(id, neighbours);
      }
    }
  }

  /** Cost: once over the forest. */
  public static Evidence of(Resolution resolution) {
    Map<Identifier, List<Edge>> neighbours = new HashMap<>();
    for (Edge edge : resolution.forest()) {
      neighbours.computeIfAbsent(edge.a().id(), key -> new ArrayList<>()).add(edge);
      neighbours.computeIfAbsent(edge.b().id(), key -> new ArrayList<>()).add(edge);
    }
    return new Evidence(neighbours);
  }

  /** Why an edge was refused. Cost: the lengths of the paths. */
  public Sides sides(Refused refused) {
    List<Identifier> conflicting = refused.conflict().conflicting();
    return new Sides(
        paths(refused.edge().a().id(), conflicting), paths(refused.edge().b().id(), conflicting));
  }

  /** The path of accepted edges between two identifiers; empty where there is none. */
  public List<Edge> path(Identifier from, Identifier to) {
    @Nullable Place a = places.get(from);
    @Nullable Place b = places.get(to);
    if (a == null || b == null || !a.root().equals(b.root())) {
      return List.of();
    }
    List<Edge> first = new ArrayList<>();
    Deque<Edge> last = new ArrayDeque<>();
    Identifier left = from;
    Identifier right = to;
    while (!left.equals(right)) {
      Place up = place(left);
      Place other = place(right);
      if (up.depth() >= other.depth()) {
        first.add(edge(up));
        left = parent(up);
      } else {
        last.addFirst(edge(other));
        right = parent(other);
      }
    }
    first.addAll(last);
    return first;
  }

  private List<Edge> paths(Identifier end, List<Identifier> conflicting) {
    Set<Edge> edges = new LinkedHashSet<>();
    conflicting.forEach(id -> edges.addAll(path(end, id)));
    return List.copyOf(edges);
  }

  private void root(Identifier root, Map<Identifier, List<Edge>> neighbours) {
    places.put(root, new Place(root, 0, null, null));
    Deque<Identifier> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Identifier id = open.remove();
      int depth = place(id).depth() + 1;
      for (Edge edge : neighbours.getOrDefault(id, List.of())) {
        Identifier next = edge.a().id().equals(id) ? edge.b().id() : edge.a().id();
        if (places.putIfAbsent(next, new Place(root, depth, id, edge)) == null) {
          open.add(next);
        }
      }
    }
  }

  private Place place(Identifier id) {
    return requireNonNull(places.get(id));
  }

  private static Edge edge(Place place) {
    return requireNonNull(place.up());
  }

  private static Identifier parent(Place place) {
    return requireNonNull(place.parent());
  }
}
