package io.truecount.identity.rules;

import io.truecount.config.Attribution;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride;
import io.truecount.config.LinkRules;
import io.truecount.config.LinkRules.Policies;
import io.truecount.config.LinkRules.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A small graph with ties in its times, and rules of all kinds for it. */
record RandomGraph(
    IdentityConfig config, List<Rules.Pair> pairs, List<Vertex> vertices, List<Edge> edges) {
  private static final List<String> TYPES = List.of("user", "mail", "anon", "ios");
  private static final long SECOND = 1_000_000;
  private static final int TIMES = 8;

  static RandomGraph of(long seed) {
    Random random = new Random(seed);
    List<Vertex> vertices = vertices(random, 3 + random.nextInt(12));
    return new RandomGraph(
        config(random), pairs(random, vertices), vertices, edges(random, vertices));
  }

  Rules rules() {
    return Rules.of(config, pairs);
  }

  /** The same graph by the rules of another one. */
  RandomGraph by(RandomGraph other) {
    return new RandomGraph(other.config, pairs, vertices, edges);
  }

  RandomGraph with(List<Vertex> otherVertices, List<Edge> otherEdges) {
    return new RandomGraph(config, pairs, otherVertices, otherEdges);
  }

  Resolution resolve() {
    return ConstrainedUnion.resolve(rules(), vertices.iterator(), edges.iterator());
  }

  UnionOracle oracle() {
    return new UnionOracle(config, pairs, this);
  }

  private static IdentityConfig config(Random random) {
    List<IdentifierType> types = new ArrayList<>();
    for (int i = 0; i < TYPES.size(); i++) {
      Level level = i < 2 ? Level.PERSON : Level.DEVICE;
      types.add(
          new IdentifierType(
              TYPES.get(i), level, i + 1, "trim", Attribution.DEFAULT, limit(random)));
    }
    LinkRules links =
        new LinkRules(
            new Policies(conflict(random), conflict(random), conflict(random)),
            random.nextInt(3) == 0 ? 2 + random.nextInt(5) : Integer.MAX_VALUE,
            List.of(),
            random.nextInt(3) == 0 ? List.of("born") : List.of());
    return new IdentityConfig(
        "native", "DE", types, new Blocked(true, List.of(), List.of()), links);
  }

  private static IdentifierLimit limit(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> IdentifierLimit.NONE;
      case 1 -> IdentifierLimit.UNIQUE;
      case 2 -> IdentifierLimit.ever(1 + random.nextInt(3));
      default ->
          new IdentifierLimit(1 + random.nextInt(3), Duration.ofSeconds(1 + random.nextInt(TIMES)));
    };
  }

  private static Policy conflict(Random random) {
    return List.of(Policy.OLDEST, Policy.NEWEST, Policy.NEUTRAL).get(random.nextInt(3));
  }

  private static List<Vertex> vertices(Random random, int number) {
    Map<Identifier, Vertex> byId = new TreeMap<>();
    List<Vertex> made = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Identifier id = new Identifier(TYPES.get(random.nextInt(TYPES.size())), "v" + i);
      Vertex vertex = Vertex.of(id, random.nextInt(TIMES) * SECOND);
      List<Vertex> alike = made.stream().filter(v -> v.id().type().equals(id.type())).toList();
      if (!alike.isEmpty() && random.nextInt(8) == 0) { // a hash of another one
        Vertex clear = alike.get(0);
        vertex = new Vertex(id, clear.counted(), clear.countedSince(), Map.of());
      } else if (random.nextInt(3) == 0) {
        Map<String, String> born = Map.of("born", "19" + random.nextInt(3));
        vertex = new Vertex(id, vertex.counted(), vertex.countedSince(), born);
      }
      byId.put(id, vertex);
      made.add(vertex);
    }
    return List.copyOf(byId.values());
  }

  private static List<Rules.Pair> pairs(Random random, List<Vertex> vertices) {
    List<Rules.Pair> pairs = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Identifier a = vertices.get(random.nextInt(vertices.size())).id();
      Identifier b = vertices.get(random.nextInt(vertices.size())).id();
      if (!a.equals(b)) {
        pairs.add(random.nextBoolean() ? new Rules.Pair(a, b) : new Rules.Pair(a, b, unlink(a, b)));
      }
    }
    return pairs;
  }

  private static Edge.Origin origin(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Edge.Origin.FORCED;
      case 1, 2, 3 -> Edge.Origin.SCORED;
      default -> Edge.Origin.RECORDS;
    };
  }

  private static IdentityOverride unlink(Identifier a, Identifier b) {
    return new IdentityOverride(
        IdentityOverride.Action.FORCE_UNLINK,
        List.of(new LinkRules.Named(a.type(), a.value()), new LinkRules.Named(b.type(), b.value())),
        "jane",
        "why",
        IdentityOverride.NEVER,
        "o.csv:1",
        "o.csv:1");
  }

  private static List<Edge> edges(Random random, List<Vertex> vertices) {
    Map<String, Edge> edges = new TreeMap<>();
    for (int i = random.nextInt(2 * vertices.size()); i >= 0; i--) {
      Vertex a = vertices.get(random.nextInt(vertices.size()));
      Vertex b = vertices.get(random.nextInt(vertices.size()));
      if (!a.equals(b)) {
        long first = random.nextInt(TIMES) * SECOND;
        long last = first + random.nextInt(TIMES) * SECOND;
        Edge.Origin origin = origin(random);
        EdgeState state = new EdgeState(first, last, 1, List.of("web"), i);
        double score = origin == Edge.Origin.SCORED ? (random.nextInt(5) - 2) / 2.0 : 0;
        Edge edge = new Edge(a, b, origin, state, score);
        edges.put(edge.a().id() + " " + edge.b().id() + origin, edge);
      }
    }
    return edges.values().stream()
        .sorted(Comparator.comparing((Edge e) -> e.a().id()).thenComparing(e -> e.b().id()))
        .toList();
  }
}
