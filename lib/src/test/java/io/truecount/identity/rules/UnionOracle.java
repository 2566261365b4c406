package io.truecount.identity.rules;

import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.LinkRules.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The constrained union, written plainly: takes the edges in their order and examines the whole set
 * of identifiers again for each.
 */
final class UnionOracle {
  private final IdentityConfig config;
  private final List<Rules.Pair> pairs;
  private final Map<Identifier, Vertex> vertices = new HashMap<>();
  private final Map<Identifier, Set<Identifier>> groups = new HashMap<>();
  private final Set<Identifier> neutral = new HashSet<>();
  final List<Edge> accepted = new ArrayList<>();
  final List<Edge> refused = new ArrayList<>();

  UnionOracle(IdentityConfig config, List<Rules.Pair> pairs, RandomGraph graph) {
    this.config = config;
    this.pairs = pairs;
    for (Vertex vertex : graph.vertices()) {
      vertices.put(vertex.id(), vertex);
      groups.put(vertex.id(), new TreeSet<>(Set.of(vertex.id())));
    }
    for (int tier = 0; tier <= 4; tier++) {
      take(tier, graph.edges());
    }
  }

  Set<Set<Identifier>> clusters() {
    return new HashSet<>(groups.values());
  }

  private void take(int tier, List<Edge> edges) {
    List<Edge> ofTier = new ArrayList<>(edges.stream().filter(e -> tier(e) == tier).toList());
    Policy policy = policy(tier);
    if (policy == Policy.NEUTRAL && (tier == 2 || tier == 3)) {
      findNeutral(ofTier);
    }
    ofTier.sort((left, right) -> compare(policy, left, right));
    for (Edge edge : ofTier) {
      Set<Identifier> a = groups.get(edge.a().id());
      Set<Identifier> b = groups.get(edge.b().id());
      Set<Identifier> both = new TreeSet<>(a);
      both.addAll(b);
      if (a == b) {
        accepted.add(edge);
      } else if (isNeutral(edge) || !allowed(both)) {
        refused.add(edge);
      } else {
        accepted.add(edge);
        both.forEach(id -> groups.put(id, both));
      }
    }
  }

  private boolean isNeutral(Edge edge) {
    return neutral.contains(edge.a().id()) || neutral.contains(edge.b().id());
  }

  /** An override takes the edge itself away. */
  private boolean isUnlinked(Edge edge) {
    Set<Identifier> ends = Set.of(edge.a().id(), edge.b().id());
    return pairs.stream().anyMatch(p -> p.override() != null && Set.of(p.a(), p.b()).equals(ends));
  }

  private void findNeutral(List<Edge> edges) {
    Set<Identifier> found = new HashSet<>();
    for (Identifier id : groups.keySet()) {
      Set<Set<Identifier>> near = new HashSet<>();
      Set<Identifier> union = new HashSet<>();
      for (Edge edge : edges) {
        if (!isNeutral(edge)
            && !isUnlinked(edge)
            && (edge.a().id().equals(id) || edge.b().id().equals(id))) {
          Set<Identifier> other =
              groups.get(edge.a().id().equals(id) ? edge.b().id() : edge.a().id());
          near.add(other);
          union.addAll(other);
        }
      }
      boolean alone = groups.get(id).size() == 1;
      if (alone && level(id) == Level.DEVICE && near.size() > 1 && !allowed(union)) {
        found.add(id);
      }
    }
    neutral.addAll(found);
  }

  /** Every constraint, on the whole set. */
  boolean allowed(Set<Identifier> ids) {
    return ids.size() <= config.links().maxCluster()
        && pairs.stream().noneMatch(p -> ids.contains(p.a()) && ids.contains(p.b()))
        && config.links().separation().stream().allMatch(p -> separation(p, ids).size() <= 1)
        && config.types().stream().allMatch(type -> withinLimit(type.name(), type.limit(), ids));
  }

  private Set<String> separation(String property, Set<Identifier> ids) {
    Set<String> values = new HashSet<>();
    for (Identifier id : ids) {
      if (vertices.get(id).separation().containsKey(property)) {
        values.add(vertices.get(id).separation().get(property));
      }
    }
    return values;
  }

  private boolean withinLimit(String type, IdentifierLimit limit, Set<Identifier> ids) {
    Map<String, Long> since = new HashMap<>();
    for (Identifier id : ids) {
      if (id.type().equals(type)) {
        since.put(vertices.get(id).counted(), vertices.get(id).countedSince());
      }
    }
    if (limit.isNone() || limit.isEver()) {
      return since.size() <= limit.most();
    }
    for (long start : since.values()) {
      long end = start + limit.window().toSeconds() * 1_000_000;
      if (since.values().stream().filter(t -> t >= start && t < end).count() > limit.most()) {
        return false;
      }
    }
    return true;
  }

  private int compare(Policy policy, Edge left, Edge right) {
    if (left.score() != right.score()) {
      return left.score() > right.score() ? -1 : 1;
    }
    boolean scored = left.origin() == Edge.Origin.SCORED;
    int byTime =
        scored
            ? 0
            : policy == Policy.NEWEST
                ? Long.compare(right.state().lastSeen(), left.state().lastSeen())
                : Long.compare(left.state().firstSeen(), right.state().firstSeen());
    if (byTime != 0) {
      return byTime;
    }
    int byPriority = Integer.compare(priorities(left), priorities(right));
    return byPriority != 0 ? byPriority : text(left).compareTo(text(right));
  }

  /** Types and values of the tests have no character below the separator. */
  private static String text(Edge edge) {
    Identifier a = edge.a().id();
    Identifier b = edge.b().id();
    return String.join(" ", a.type(), a.value(), b.type(), b.value());
  }

  private int priorities(Edge edge) {
    return priority(edge.a().id()) + priority(edge.b().id());
  }

  private int priority(Identifier id) {
    return config.type(id.type()).orElseThrow().priority();
  }

  private Level level(Identifier id) {
    return config.type(id.type()).orElseThrow().level();
  }

  private int tier(Edge edge) {
    if (edge.origin() == Edge.Origin.FORCED) {
      return 0;
    }
    if (edge.origin() == Edge.Origin.SCORED) {
      return 4;
    }
    int devices = 0;
    devices += level(edge.a().id()) == Level.DEVICE ? 1 : 0;
    devices += level(edge.b().id()) == Level.DEVICE ? 1 : 0;
    return 1 + devices;
  }

  private Policy policy(int tier) {
    return switch (tier) {
      case 1 -> config.links().policies().personPerson();
      case 2 -> config.links().policies().personDevice();
      case 3 -> config.links().policies().deviceDevice();
      default -> Policy.OLDEST;
    };
  }
}
