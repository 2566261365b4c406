package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Components on a local master, whose tasks share one JVM and so one {@link Forest}: one scan of
 * the input, no shuffle, labels straight from memory. Identifiers are kept and compared whole, so
 * hash collisions cannot matter.
 */
final class SharedMemory {
  /** Rows are cheap to make, files are not: about 32 MiB of vertices make one task. */
  private static final int CHUNKS_PER_TASK = 64;

  private final Inputs inputs;
  private final SparkSession session;
  private final LocalRef<Forest> forest;
  private final long hashMask;

  SharedMemory(Inputs inputs, SparkSession session, NativeOptions options) {
    this.inputs = inputs;
    this.session = session;
    this.forest = LocalRef.to(new Forest(options.memoryBytes()));
    this.hashMask = options.hashMask();
  }

  /** The labels, or nothing when the identifiers outgrow the budget. */
  Optional<Components> components() {
    long edges = load(inputs.edges(), 2, "edges");
    if (!forest.get().isOver()) {
      load(inputs.vertices(), 1, "vertices");
    }
    return forest.get().isOver()
        ? Optional.empty()
        : Optional.of(new Components(labels(), () -> forest.get().summary(edges)));
  }

  /** The identifiers as a set, or nothing when they outgrow the budget. */
  Optional<Members> members() {
    return components().map(all -> new Members(forest, inputs.type(), hashMask));
  }

  private long load(Dataset<Row> rows, int columns, String where) {
    LocalRef<Forest> target = forest;
    KeyType type = inputs.type();
    long mask = hashMask;
    List<Long> loaded =
        Scans.rows(rows)
            .mapPartitions(
                (Iterator<InternalRow> part) ->
                    List.of(new Loader(target.get(), type, columns, mask).load(part)).iterator())
            .collect();
    if (loaded.contains(Loader.NULL_FOUND)) {
      throw Inputs.nullIdentifier(where);
    }
    return loaded.stream().mapToLong(Long::longValue).sum();
  }

  private Dataset<Row> labels() {
    LocalRef<Forest> source = forest;
    KeyType type = inputs.type();
    int chunks = source.get().chunks();
    int tasks = tasks(chunks);
    List<Integer> indexes = IntStream.range(0, tasks).boxed().toList();
    var rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(indexes, tasks)
            .mapPartitions(
                (Iterator<Integer> part) -> {
                  int task = part.next();
                  int first = (int) ((long) chunks * task / tasks);
                  int last = (int) ((long) chunks * (task + 1) / tasks);
                  return (Iterator<InternalRow>) new LabelRows(source.get(), type, first, last);
                });
    return session.internalCreateDataFrame(rows.rdd(), schema(type), false);
  }

  static StructType schema(KeyType type) {
    return new StructType().add(ID, type.dataType(), false).add(COMPONENT, type.dataType(), false);
  }

  private int tasks(int chunks) {
    int cores = session.sparkContext().defaultParallelism();
    int waves = 1 + chunks / (CHUNKS_PER_TASK * cores);
    return Math.max(1, Math.min(chunks, waves * cores));
  }
}
