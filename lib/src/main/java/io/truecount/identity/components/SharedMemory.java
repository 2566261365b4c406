package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.math.BigInt;

/**
 * Components on a local master, whose tasks share one JVM and so one {@link Forest}: one scan of
 * the input, no shuffle, labels straight from memory. Identifiers are kept and compared whole, so
 * hash collisions cannot matter.
 */
final class SharedMemory {
  /** Rows are cheap to make, files are not: about 32 MiB of vertices make one task. */
  private static final int CHUNKS_PER_TASK = 64;

  private static final int ROWS_PER_TASK = 1 << 20;

  /** Half a million edges in files, which one task loads in less time than a JVM takes to start. */
  private static final int BYTES_PER_TASK = 16 << 20;

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

  Forest forest() {
    return forest.get();
  }

  /** The labels, or nothing when the identifiers outgrow the budget. */
  Optional<Components> components() {
    long edges = load();
    return forest.get().isOver()
        ? Optional.empty()
        : Optional.of(new Components(labels(), () -> forest.get().summary(edges)));
  }

  /** Fills the forest, until it is over its budget; how many edges. */
  long load() {
    long edges = load(inputs.edges(), 2, "edges");
    if (!forest.get().isOver()) {
      load(inputs.vertices(), 1, "vertices");
    }
    return edges;
  }

  private long load(Dataset<Row> rows, int columns, String where) {
    LocalRef<Forest> target = forest;
    KeyType type = inputs.type();
    long mask = hashMask;
    List<Long> loaded =
        scanned(rows)
            .mapPartitions(
                (Iterator<InternalRow> part) ->
                    List.of(new Loader(target.get(), type, columns, mask).load(part)).iterator())
            .collect();
    if (loaded.contains(Loader.NULL_FOUND)) {
      throw Inputs.nullIdentifier(where);
    }
    return loaded.stream().mapToLong(Long::longValue).sum();
  }

  /** In few tasks when it is little: side by side they would all wait for the same compiler. */
  private static JavaRDD<InternalRow> scanned(Dataset<Row> rows) {
    JavaRDD<InternalRow> scan = Scans.rows(rows);
    BigInt bytes =
        ((org.apache.spark.sql.classic.Dataset<Row>) rows)
            .queryExecution()
            .optimizedPlan()
            .stats()
            .sizeInBytes();
    BigInt tasks = bytes.$div(BigInt.apply(BYTES_PER_TASK)).$plus(BigInt.apply(1));
    return tasks.$less(BigInt.apply(scan.getNumPartitions()))
        ? scan.coalesce(tasks.intValue())
        : scan;
  }

  private Dataset<Row> labels() {
    LocalRef<Forest> source = forest;
    KeyType type = inputs.type();
    StructType schema =
        new StructType().add(ID, type.dataType(), false).add(COMPONENT, type.dataType(), false);
    return rows(
        slices(forest().chunks(), tasks(forest().chunks()))
            .mapPartitions(
                part -> {
                  Slice chunks = part.next();
                  return new LabelRows(source.get(), type, chunks.from, chunks.to);
                }),
        schema);
  }

  /** Makes the rows of one task. */
  interface Maker extends Serializable {
    ChosenRows.Rows make(DigestedVertexRows rows);
  }

  /** A row for each of the numbers, as what the maker gives makes it. */
  Dataset<Row> digested(int[] numbers, String id, String component, Digests digests, Maker maker) {
    LocalRef<Forest> source = forest;
    LocalRef<int[]> chosen = LocalRef.to(numbers);
    KeyType type = inputs.type();
    int tasks = Math.min(1 + numbers.length / ROWS_PER_TASK, cores());
    JavaRDD<InternalRow> rows =
        slices(numbers.length, tasks)
            .mapPartitions(
                part -> {
                  Slice slice = part.next();
                  var made = new DigestedVertexRows(source.get(), type, digests.digester());
                  return new ChosenRows(
                      source.get(), chosen.get(), slice.from, slice.to, maker.make(made));
                });
    return rows(rows, DigestRows.namedPairs(type.dataType(), id, component));
  }

  /** The vertices of a forest that is complete, by digest. */
  DigestTable digests(Digests digests) {
    LocalRef<Forest> source = forest;
    LocalRef<DigestTable> target = LocalRef.to(new DigestTable(forest().size()));
    KeyType type = inputs.type();
    slices(forest().chunks(), tasks(forest().chunks()))
        .foreachPartition(
            part -> {
              Slice slice = part.next();
              ChunkDigests chunks = new ChunkDigests(type, digests.digester());
              for (int i = slice.from; i < slice.to; i++) {
                chunks.add(source.get().chunk(i), target.get());
              }
            });
    inTask(target.get()::seal);
    return target.get();
  }

  /** Does what is one piece of work in a task, so that it is seen and counted as others are. */
  void inTask(Runnable work) {
    LocalRef<Runnable> target = LocalRef.to(work);
    slices(1, 1).foreachPartition(part -> target.get().run());
  }

  /** The half-open range of a task. */
  private record Slice(int from, int to) implements Serializable {}

  private JavaRDD<Slice> slices(int length, int tasks) {
    List<Slice> slices =
        IntStream.range(0, tasks)
            .mapToObj(
                task ->
                    new Slice(
                        (int) ((long) length * task / tasks),
                        (int) ((long) length * (task + 1) / tasks)))
            .toList();
    return JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(slices, tasks);
  }

  private Dataset<Row> rows(JavaRDD<InternalRow> rows, StructType schema) {
    return session.internalCreateDataFrame(rows.rdd(), schema, false);
  }

  private int tasks(int chunks) {
    int waves = 1 + chunks / (CHUNKS_PER_TASK * cores());
    return chunks <= CHUNKS_PER_TASK ? 1 : waves * cores();
  }

  private int cores() {
    return session.sparkContext().defaultParallelism();
  }
}
