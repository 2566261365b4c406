package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.identity.components.Oracle.Graph;
import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The path for graphs that outgrow memory, forced by a budget of nothing or of a little. */
@Tag("slow")
final class DistributedTest {
  private static final ComponentFinder ROUNDS = new NativeComponents(NativeOptions.ofMemory(0));

  @Test
  void rounds_agree_with_the_oracle_on_longs() {
    Graph<Long> graph = Graphs.random(21, 5000, 4000);

    assertThat(Graphs.solve(ROUNDS, graph)).isEqualTo(Oracle.components(graph));
  }

  @Test
  void rounds_agree_with_the_oracle_on_strings() {
    Graph<String> graph = Graphs.map(Graphs.random(22, 5000, 3000), id -> "user-" + id);

    assertThat(Graphs.solve(ROUNDS, graph)).isEqualTo(Oracle.components(graph));
  }

  @Test
  void rounds_join_a_path_in_random_order() {
    List<Long> ids = new ArrayList<>(LongStream.range(0, 20_000).boxed().toList());
    Collections.shuffle(ids, new Random(3));

    assertThat(Graphs.solve(ROUNDS, Graphs.path(ids)).values()).hasSize(20_000).containsOnly(0L);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 22})
  void contraction_within_any_budget_agrees_with_memory(long memoryBytes) {
    Graph<Long> graph = Graphs.random(23, 60_000, 50_000);

    assertThat(Graphs.labels(distributed(graph, memoryBytes, -1L)))
        .isEqualTo(Graphs.solve(new NativeComponents(), graph));
  }

  /** Less than a forest takes at once. */
  @Test
  void one_task_finishes_within_a_small_budget() {
    List<Long> ids = LongStream.range(0, 6_000).boxed().toList();

    Map<Long, Long> labels = Graphs.labels(distributed(Graphs.path(ids), 400_000, -1L));

    assertThat(labels.values()).hasSize(6_000).containsOnly(0L);
  }

  @Test
  void one_task_finishes_what_fits() {
    Graph<String> graph = Graphs.map(Graphs.random(24, 6000, 4000), id -> "user-" + id);

    assertThat(Graphs.labels(distributed(graph, 1L << 30, -1L)))
        .isEqualTo(Oracle.components(graph));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 0x3F, 0x3FL << 40})
  void colliding_hashes_are_resolved(long mask) {
    Graph<String> graph = Graphs.map(Graphs.random(25, 150, 100), id -> "k" + id);

    assertThat(Graphs.labels(distributed(graph, 1L << 30, mask)))
        .isEqualTo(Oracle.components(graph));
  }

  @Test
  void more_collisions_than_ranks_stop_the_job() {
    Graph<String> graph = Graphs.map(Graphs.random(26, 300, 10), id -> "k" + id);

    assertThatThrownBy(() -> distributed(graph, 1L << 30, 0))
        .hasMessageContaining("more than 256 identifiers share");
  }

  private static <T> Dataset<Row> distributed(Graph<T> graph, long memoryBytes, long mask) {
    return new Distributed(
            Inputs.of(Graphs.vertices(graph), Graphs.edges(graph)),
            (SparkSession) SharedSpark.session(),
            new NativeOptions(memoryBytes, mask))
        .components();
  }
}
