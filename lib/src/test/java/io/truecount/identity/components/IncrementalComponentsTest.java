package io.truecount.identity.components;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.identity.components.Oracle.Edge;
import io.truecount.identity.components.Oracle.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law: labels plus the update of new edges are the labels of all edges. */
@Tag("slow")
final class IncrementalComponentsTest {
  private static final NativeComponents ENGINE = new NativeComponents();

  @Test
  void new_edges_extend_merge_and_found_components() {
    Graph<String> old =
        new Graph<>(
            List.of("lone"),
            List.of(new Edge<>("b", "c"), new Edge<>("m", "n"), new Edge<>("x", "y")));
    Graph<String> added =
        new Graph<>(
            List.of("new", "m"),
            List.of(new Edge<>("n", "c"), new Edge<>("y", "a"), new Edge<>("p", "q")));

    ComponentUpdate update = update(labels(old), added);

    assertThat(Graphs.<String>labels(update.added()))
        .isEqualTo(Map.of("a", "a", "new", "new", "p", "p", "q", "p"));
    assertThat(update.merged()).columns("component", "into").hasRows("m|b", "x|a");
  }

  @ParameterizedTest
  @CsvSource({"41,4000,2500,100", "42,4000,4000,1000", "43,200,50,1", "44,3000,10,2000"})
  void an_update_equals_a_full_run(long seed, int vertices, int edges, int newEdges) {
    Graph<Long> all = Graphs.random(seed, vertices, edges + newEdges);
    Graph<Long> old = new Graph<>(List.of(), all.edges().subList(0, edges));
    Graph<Long> added = new Graph<>(all.vertices(), all.edges().subList(edges, edges + newEdges));
    Dataset<Row> stored = labels(old);

    assertThat(Graphs.labels(update(stored, added).applyTo(stored)))
        .isEqualTo(Oracle.components(all));
  }

  @Test
  void batches_in_any_order_and_again_equal_a_full_run_with_and_without_memory() {
    Graph<Long> longs = Graphs.random(45, 900, 700);
    Graph<String> all = Graphs.map(longs, id -> "user-" + id);
    var first = new Graph<String>(List.of(), all.edges().subList(0, 300));
    var second = new Graph<>(all.vertices(), all.edges().subList(200, 700));

    for (NativeComponents engine :
        List.of(ENGINE, new NativeComponents(NativeOptions.ofMemory(0)))) {
      for (List<Graph<String>> order :
          List.of(List.of(first, second), List.of(second, first), List.of(first, second, first))) {
        Dataset<Row> stored = labels(order.get(0));
        for (Graph<String> batch : order.subList(1, order.size())) {
          stored =
              new IncrementalComponents(engine)
                  .update(stored, Graphs.vertices(batch), Graphs.edges(batch))
                  .applyTo(stored);
        }
        assertThat(Graphs.labels(stored)).isEqualTo(Oracle.components(all));
      }
    }
  }

  @Test
  void known_edges_change_nothing() {
    Graph<Long> graph = Graphs.random(46, 500, 400);
    List<Long> ids = new ArrayList<>(graph.vertices());
    Graph<Long> again =
        new Graph<>(ids, Stream.concat(graph.edges().stream(), graph.edges().stream()).toList());

    ComponentUpdate update = update(labels(graph), again);

    assertThat(update.added().isEmpty()).isTrue();
    assertThat(update.merged().isEmpty()).isTrue();
  }

  private static <T> Dataset<Row> labels(Graph<T> graph) {
    return ENGINE.components(Graphs.vertices(graph), Graphs.edges(graph));
  }

  private static <T> ComponentUpdate update(Dataset<Row> labels, Graph<T> graph) {
    return new IncrementalComponents(ENGINE)
        .update(labels, Graphs.vertices(graph), Graphs.edges(graph));
  }
}
