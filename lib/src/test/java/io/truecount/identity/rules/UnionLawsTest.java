package io.truecount.identity.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.identity.rules.Conflict.Reason;
import io.truecount.identity.rules.Resolution.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The laws of the constrained union, over random graphs and rules. */
final class UnionLawsTest {
  private static final int GRAPHS = 6000;

  @Test
  void the_union_is_what_the_plain_oracle_finds() {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      Resolution resolution = graph.resolve();
      UnionOracle oracle = graph.oracle();
      assertThat(clusters(resolution)).as("seed %d", seed).isEqualTo(oracle.clusters());
      assertThat(resolution.accepted()).as("seed %d", seed).isEqualTo(oracle.accepted);
      assertThat(resolution.refused().stream().map(Refused::edge))
          .as("seed %d", seed)
          .isEqualTo(oracle.refused);
      resolution.refused().forEach(refused -> reasons.add(refused.conflict().reason()));
    }
    assertThat(reasons).isEqualTo(EnumSet.allOf(Reason.class));
  }

  @Test
  void neither_the_order_nor_the_repetition_of_edges_matters() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      Random random = new Random(seed);
      List<Edge> edges = new ArrayList<>(graph.edges());
      graph.edges().stream().filter(edge -> random.nextBoolean()).forEach(edges::add);
      List<Vertex> vertices = new ArrayList<>(graph.vertices());
      Collections.shuffle(edges, random);
      Collections.shuffle(vertices, random);
      assertThat(text(graph.with(vertices, edges).resolve())).isEqualTo(text(graph.resolve()));
    }
  }

  @Test
  void batches_of_sightings_come_to_the_same_edges() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      Random random = new Random(seed);
      List<EdgeState> sightings = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(6); i++) {
        sightings.add(
            EdgeState.of(random.nextInt(9), "s" + random.nextInt(3), random.nextInt(100)));
      }
      EdgeState whole = sightings.stream().reduce(EdgeState::merge).orElseThrow();
      Collections.shuffle(sightings, random);
      while (sightings.size() > 1) {
        EdgeState one = sightings.remove(random.nextInt(sightings.size()));
        sightings.add(one.merge(sightings.remove(random.nextInt(sightings.size()))));
      }
      assertThat(sightings).containsExactly(whole);
    }
  }

  @Test
  void a_component_that_satisfies_all_constraints_accepts_every_edge() {
    int satisfied = 0;
    int offending = 0;
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      for (RandomGraph component : components(graph)) {
        Set<Identifier> ids = ids(component.vertices());
        boolean allowed = graph.oracle().allowed(ids);
        assertThat(check(component, new Random(seed)).satisfied()).isEqualTo(allowed);
        Resolution resolution = component.resolve();
        if (allowed) {
          assertThat(resolution.refused()).isEmpty();
          assertThat(clusters(resolution)).containsExactly(ids);
          satisfied += component.edges().size();
        } else {
          assertThat(resolution.refused()).isNotEmpty();
          offending++;
        }
      }
    }
    assertThat(satisfied).isGreaterThan(GRAPHS / 10);
    assertThat(offending).isGreaterThan(GRAPHS / 10);
  }

  /** What a night does: replays offending components alone, and takes the others whole. */
  @Test
  void after_a_changed_rule_the_offending_components_alone_come_to_the_same_as_a_rebuild() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed).by(RandomGraph.of(seed + GRAPHS));
      Set<Set<Identifier>> clusters = new HashSet<>();
      for (RandomGraph component : components(graph)) {
        if (check(component, new Random(seed)).satisfied()) {
          clusters.add(ids(component.vertices()));
        } else {
          clusters.addAll(clusters(component.resolve()));
        }
      }
      assertThat(clusters).as("seed %d", seed).isEqualTo(graph.oracle().clusters());
    }
  }

  @Test
  void scored_edges_join_whole_customers_and_change_no_other_edge() {
    int joined = 0;
    int refused = 0;
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      Resolution with = graph.resolve();
      Resolution without =
          graph
              .with(graph.vertices(), graph.edges().stream().filter(e -> !isScored(e)).toList())
              .resolve();
      assertThat(with.refused().stream().filter(r -> !isScored(r.edge())))
          .isEqualTo(without.refused());
      assertThat(with.accepted().stream().filter(edge -> !isScored(edge)))
          .isEqualTo(without.accepted());
      Set<Set<Identifier>> larger = clusters(with);
      for (Set<Identifier> cluster : clusters(without)) {
        assertThat(larger).anyMatch(one -> one.containsAll(cluster));
      }
      joined += without.clusters().size() - with.clusters().size();
      refused += with.refused().size() - without.refused().size();
    }
    assertThat(joined).isGreaterThan(GRAPHS / 10);
    assertThat(refused).isGreaterThan(GRAPHS / 10);
  }

  private static boolean isScored(Edge edge) {
    return edge.origin() == Edge.Origin.SCORED;
  }

  @Test
  void a_removed_identifier_is_as_if_it_had_never_been_there() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      Identifier removed = graph.vertices().get(seed % graph.vertices().size()).id();
      RandomGraph without =
          graph.with(
              graph.vertices().stream().filter(v -> !v.id().equals(removed)).toList(),
              graph.edges().stream()
                  .filter(e -> !e.a().id().equals(removed) && !e.b().id().equals(removed))
                  .toList());
      assertThat(clusters(without.resolve())).isEqualTo(without.oracle().clusters());
    }
  }

  /** A refused edge stays refused whatever joined either of its ends later. */
  @Test
  void a_refusal_names_identifiers_that_conflict_and_the_accepted_edges_to_them() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      Resolution resolution = graph.resolve();
      Evidence evidence = Evidence.of(resolution);
      Map<Identifier, Set<Identifier>> clusterOf = new HashMap<>();
      clusters(resolution).forEach(cluster -> cluster.forEach(id -> clusterOf.put(id, cluster)));
      for (Refused refused : resolution.refused()) {
        Set<Identifier> union = new TreeSet<>(clusterOf.get(refused.edge().a().id()));
        union.addAll(clusterOf.get(refused.edge().b().id()));
        Conflict conflict = refused.conflict();
        Set<Identifier> conflicting = new TreeSet<>(conflict.conflicting());
        assertThat(conflict.words()).isNotBlank();
        if (conflict.reason() != Reason.NEUTRAL) {
          assertThat(graph.oracle().allowed(union)).isFalse();
          assertThat(union).containsAll(conflicting);
          assertThat(clusterOf.get(refused.edge().a().id()).containsAll(conflicting))
              .isEqualTo(conflicting.isEmpty());
          assertConnected(refused, conflicting, evidence.sides(refused));
        }
        if (!conflicting.isEmpty()) {
          assertThat(graph.oracle().allowed(conflicting)).isFalse();
        }
      }
    }
  }

  @Test
  void rules_edges_and_results_can_be_sent_to_other_machines() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      RandomGraph graph = RandomGraph.of(seed);
      Resolution here = graph.resolve();
      Resolution there =
          ConstrainedUnion.resolve(
              sent(graph.rules()),
              List.copyOf(sent(new ArrayList<>(graph.vertices()))).iterator(),
              sent(new ArrayList<>(graph.edges())).iterator());
      assertThat(sent(there)).isEqualTo(here);
      assertThat(sent(check(graph, new Random(seed))).satisfied())
          .isEqualTo(graph.oracle().allowed(ids(graph.vertices())));
    }
  }

  private static void assertConnected(
      Refused refused, Set<Identifier> conflicting, Evidence.Sides sides) {
    Set<Identifier> reached = new HashSet<>();
    reached.add(refused.edge().a().id());
    reached.add(refused.edge().b().id());
    for (List<Edge> side : List.of(sides.a(), sides.b())) {
      side.forEach(
          edge -> {
            reached.add(edge.a().id());
            reached.add(edge.b().id());
          });
    }
    assertThat(reached).containsAll(conflicting);
  }

  /** Aggregated in random parts. */
  private static ComponentCheck check(RandomGraph graph, Random random) {
    Rules rules = graph.rules();
    List<ComponentCheck> parts = new ArrayList<>();
    parts.add(new ComponentCheck(rules));
    for (Vertex vertex : graph.vertices()) {
      if (random.nextInt(3) == 0) {
        parts.add(new ComponentCheck(rules));
      }
      int part = random.nextInt(parts.size());
      parts.set(part, parts.get(part).add(vertex));
    }
    Collections.shuffle(parts, random);
    return parts.stream().reduce(ComponentCheck::merge).orElseThrow();
  }

  private static List<RandomGraph> components(RandomGraph graph) {
    Map<Identifier, Set<Identifier>> groups = new HashMap<>();
    graph.vertices().forEach(v -> groups.put(v.id(), new TreeSet<>(Set.of(v.id()))));
    for (Edge edge : graph.edges()) {
      Set<Identifier> both = new TreeSet<>(groups.get(edge.a().id()));
      both.addAll(groups.get(edge.b().id()));
      both.forEach(id -> groups.put(id, both));
    }
    return new HashSet<>(groups.values())
        .stream()
            .map(
                ids ->
                    graph.with(
                        graph.vertices().stream().filter(v -> ids.contains(v.id())).toList(),
                        graph.edges().stream().filter(e -> ids.contains(e.a().id())).toList()))
            .toList();
  }

  private static Set<Set<Identifier>> clusters(Resolution resolution) {
    return resolution.clusters().stream().map(TreeSet::new).collect(Collectors.toSet());
  }

  private static Set<Identifier> ids(List<Vertex> vertices) {
    return vertices.stream().map(Vertex::id).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Everything but the counts of records. */
  private static String text(Resolution resolution) {
    StringBuilder text = new StringBuilder(resolution.clusters().toString());
    resolution.accepted().forEach(e -> text.append('\n').append(e.a()).append(e.b()));
    resolution.forest().forEach(e -> text.append('\n').append(e.a()).append(e.b()));
    resolution
        .refused()
        .forEach(r -> text.append(r.edge().a()).append(r.edge().b()).append(r.conflict()));
    return text.toString();
  }

  @SuppressWarnings("unchecked")
  private static <T> T sent(T value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
