package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.identity.components.Oracle.Edge;
import io.truecount.identity.components.Oracle.Graph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Spark may do to tasks: kill them half-way, repeat them, run two copies at once. */
final class ForestTest {
  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53})
  void killed_repeated_and_doubled_tasks_in_any_order_change_nothing(long seed) throws Exception {
    Graph<Long> graph = Graphs.random(seed, 60_000, 50_000);
    Forest forest = new Forest(1L << 30);
    List<Edge<Long>> edges = new ArrayList<>(graph.edges());
    List<List<Edge<Long>>> attempts = new ArrayList<>();
    for (int task = 0; task < 5; task++) {
      List<Edge<Long>> part = edges.subList(10_000 * task, 10_000 * (task + 1));
      attempts.add(List.copyOf(part.subList(0, 6_000)));
      attempts.add(List.copyOf(part));
      List<Edge<Long>> turned = new ArrayList<>(part);
      Collections.reverse(turned);
      attempts.add(turned);
    }
    Collections.shuffle(attempts, new Random(seed));

    run(forest, attempts);

    assertThat(labels(forest)).isEqualTo(Oracle.components(new Graph<>(List.of(), edges)));
    assertThat(forest.summary(0).vertices()).isEqualTo(labels(forest).size());
  }

  private static void run(Forest forest, List<List<Edge<Long>>> attempts)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> done = new ArrayList<>();
      for (List<Edge<Long>> rows : attempts) {
        done.add(threads.submit(() -> load(forest, rows)));
      }
      for (Future<Long> attempt : done) {
        attempt.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long load(Forest forest, List<Edge<Long>> edges) {
    var rows =
        edges.stream()
            .map(edge -> (InternalRow) new GenericInternalRow(new Object[] {edge.a(), edge.b()}))
            .iterator();
    return new Loader(forest, KeyType.LONG, 2, -1L).load(rows);
  }

  private static SortedMap<Long, Long> labels(Forest forest) {
    SortedMap<Long, Long> labels = new TreeMap<>();
    new LabelRows(forest, KeyType.LONG, 0, forest.chunks())
        .forEachRemaining(row -> labels.put(row.getLong(0), row.getLong(1)));
    return labels;
  }
}
