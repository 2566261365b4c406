package io.truecount.identity.components;

import io.truecount.identity.components.Oracle.Edge;
import io.truecount.identity.components.Oracle.Graph;
import io.truecount.testkit.SharedSpark;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Graphs as datasets, and generated graphs. */
final class Graphs {
  private Graphs() {}

  /** The labels that an engine finds, which must be unique by identifier. */
  static <T extends Comparable<T>> SortedMap<T, T> solve(ComponentFinder finder, Graph<T> graph) {
    return labels(finder.components(vertices(graph), edges(graph)));
  }

  @SuppressWarnings("unchecked")
  static <T extends Comparable<T>> SortedMap<T, T> labels(Dataset<Row> rows) {
    SortedMap<T, T> labels = new TreeMap<>();
    for (Row row : rows.select("id", "component").collectAsList()) {
      T previous = labels.put((T) row.get(0), (T) row.get(1));
      if (previous != null) {
        throw new AssertionError("two rows for identifier " + row.get(0));
      }
    }
    return labels;
  }

  static <T> Dataset<Row> vertices(Graph<T> graph) {
    List<Row> rows = graph.vertices().stream().map(id -> RowFactory.create(id)).toList();
    StructType schema = new StructType().add("id", type(graph));
    return SharedSpark.session().createDataFrame(rows, schema);
  }

  static <T> Dataset<Row> edges(Graph<T> graph) {
    List<Row> rows =
        graph.edges().stream().map(edge -> RowFactory.create(edge.a(), edge.b())).toList();
    StructType schema = new StructType().add("a", type(graph)).add("b", type(graph));
    return SharedSpark.session().createDataFrame(rows, schema);
  }

  private static <T> DataType type(Graph<T> graph) {
    boolean text =
        graph.vertices().stream().anyMatch(String.class::isInstance)
            || graph.edges().stream().anyMatch(edge -> edge.a() instanceof String);
    return text ? DataTypes.StringType : DataTypes.LongType;
  }

  /** A random graph over identifiers of both signs, with self loops, repeats, lone vertices. */
  static Graph<Long> random(long seed, int vertices, int edges) {
    Random random = new Random(seed);
    List<Long> ids =
        LongStream.range(0, vertices).map(i -> (i - vertices / 2) * 7919).boxed().toList();
    List<Edge<Long>> pairs =
        LongStream.range(0, edges)
            .mapToObj(
                i ->
                    new Edge<>(
                        ids.get(random.nextInt(vertices)), ids.get(random.nextInt(vertices))))
            .toList();
    return new Graph<>(ids, pairs);
  }

  /** A path through the identifiers in the order given. */
  static Graph<Long> path(List<Long> ids) {
    List<Edge<Long>> edges =
        LongStream.range(1, ids.size())
            .mapToObj(i -> new Edge<>(ids.get((int) i - 1), ids.get((int) i)))
            .toList();
    return new Graph<>(List.of(), edges);
  }

  static <T> Graph<T> map(Graph<Long> graph, LongFunction<T> name) {
    return new Graph<>(
        graph.vertices().stream().map(id -> name.apply(id)).toList(),
        graph.edges().stream()
            .map(edge -> new Edge<>(name.apply(edge.a()), name.apply(edge.b())))
            .toList());
  }
}
