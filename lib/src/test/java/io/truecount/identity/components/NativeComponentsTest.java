package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import io.truecount.identity.components.Oracle.Edge;
import io.truecount.identity.components.Oracle.Graph;
import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeComponentsTest {
  private static final ComponentFinder FINDER = new NativeComponents();

  @Test
  void labels_are_the_smallest_identifier_and_lone_vertices_stay() {
    var graph =
        new Graph<>(
            List.of("z", "b"),
            List.of(new Edge<>("c", "b"), new Edge<>("b", "a"), new Edge<>("x", "x")));

    assertThat(Graphs.solve(FINDER, graph))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a", "a", "b", "a", "c", "a", "x", "x", "z", "z"));
  }

  @Test
  void strings_are_ordered_by_their_utf8_bytes() {
    // U+FFFD sorts before U+1F600 in UTF-8, after it in UTF-16.
    var graph = new Graph<>(List.<String>of(), List.of(new Edge<>("\uD83D\uDE00", "\uFFFD")));

    assertThat(Graphs.solve(FINDER, graph).get("\uD83D\uDE00")).isEqualTo("\uFFFD");
  }

  @Test
  void longs_of_both_signs_keep_their_order() {
    var graph =
        new Graph<>(
            List.<Long>of(),
            List.of(new Edge<>(3L, Long.MAX_VALUE), new Edge<>(Long.MIN_VALUE, 3L)));

    assertThat(Graphs.solve(FINDER, graph).values()).containsOnly(Long.MIN_VALUE);
  }

  @Test
  void an_empty_graph_has_no_component() {
    assertThat(Graphs.solve(FINDER, new Graph<Long>(List.of(), List.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,10,5", "2,1000,700", "3,50000,40000", "4,50000,25000", "5,20000,60000"})
  void random_graphs_of_longs_and_strings_agree_with_the_oracle(
      long seed, int vertices, int edges) {
    Graph<Long> longs = Graphs.random(seed, vertices, edges);
    Graph<String> strings = Graphs.map(longs, id -> "user-" + id);

    assertThat(Graphs.solve(FINDER, longs)).isEqualTo(Oracle.components(longs));
    assertThat(Graphs.solve(FINDER, strings)).isEqualTo(Oracle.components(strings));
  }

  @Test
  void a_long_path_in_any_order_is_one_component() {
    List<Long> ids = new ArrayList<>(LongStream.range(0, 100_000).boxed().toList());
    assertThat(Graphs.solve(FINDER, Graphs.path(ids)).values()).hasSize(100_000).containsOnly(0L);
    Collections.reverse(ids);
    assertThat(Graphs.solve(FINDER, Graphs.path(ids)).values()).hasSize(100_000).containsOnly(0L);
    Collections.shuffle(ids, new Random(9));
    assertThat(Graphs.solve(FINDER, Graphs.path(ids)).values()).hasSize(100_000).containsOnly(0L);
  }

  @Test
  void partitioning_order_direction_and_duplicates_do_not_matter() {
    Graph<Long> graph = Graphs.random(11, 3000, 2000);
    var expected = Oracle.components(graph);
    var edges = Graphs.edges(graph);
    var turned = edges.selectExpr("b as a", "a as b");

    for (var variant :
        List.of(
            edges.repartition(7),
            edges.coalesce(1),
            turned,
            edges.unionByName(turned).unionByName(edges),
            edges.orderBy("b"))) {
      assertThat(Graphs.labels(FINDER.components(Graphs.vertices(graph), variant)))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "255", "0x0000000300000000", "0x00000007000000FF"})
  void colliding_hashes_are_resolved(String mask) {
    Graph<String> graph = Graphs.map(Graphs.random(5, 2000, 1500), id -> "k" + id);
    var options = new NativeOptions(1L << 30, Long.decode(mask));

    assertThat(Graphs.solve(new NativeComponents(options), graph))
        .isEqualTo(Oracle.components(graph));
  }

  @Test
  void the_result_can_be_read_again_and_again() {
    Graph<Long> graph = Graphs.random(12, 30_000, 20_000);
    var labels = FINDER.components(Graphs.vertices(graph), Graphs.edges(graph));

    assertThat(labels.count()).isEqualTo(30_000);
    assertThat(Graphs.labels(labels)).isEqualTo(Oracle.components(graph));
    assertThat(labels.join(labels.withColumnRenamed("component", "again"), "id").count())
        .isEqualTo(30_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 30})
  void nulls_are_refused(long memoryBytes) {
    var finder = new NativeComponents(NativeOptions.ofMemory(memoryBytes));
    var edges = SharedSpark.session().sql("select 1L as a, cast(null as bigint) as b");
    var vertices = SharedSpark.session().sql("select cast(null as bigint) as id");
    var none = edges.limit(0);

    assertThatThrownBy(() -> finder.components(vertices.limit(0), edges))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("edges: null identifier");
    assertThatThrownBy(() -> finder.components(vertices, none))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("vertices: null identifier");
  }

  @Test
  void identifiers_longer_than_a_chunk_are_refused() {
    var edges = SharedSpark.session().sql("select repeat('x', 262137) as a, 'y' as b");
    var vertices = edges.select("a").toDF("id").limit(0);

    assertThatThrownBy(() -> FINDER.components(vertices, edges))
        .hasStackTraceContaining("an identifier of 262,137 bytes (at most 262,136)");
    var longest = edges.selectExpr("substr(a, 2) as a", "b");
    assertThat(FINDER.components(vertices, longest).count()).isEqualTo(2);
  }

  @Test
  void wrong_columns_are_reported_all_at_once() {
    var edges = SharedSpark.session().sql("select 1 as a, 2L as c");
    var vertices = SharedSpark.session().sql("select 'x' as name");

    assertThatThrownBy(() -> FINDER.components(vertices, edges))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("vertices: missing column \"id\"")
        .hasMessageContaining("edges: column \"a\" is int")
        .hasMessageContaining("edges: missing column \"b\"");
  }
}
