package io.truecount.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import com.sun.management.OperatingSystemMXBean;
import io.truecount.identity.components.ComponentUpdate;
import io.truecount.identity.components.IncrementalComponents;
import io.truecount.identity.components.LabelIndex;
import io.truecount.identity.components.NativeComponents;
import io.truecount.identity.components.NativeOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/**
 * An update of stored labels by one edge in a hundred: {@code split GRAPH FOLDER} makes the old and
 * the new edges, {@code index FOLDER} the index of the stored labels FOLDER/labels. What is
 * measured is {@code update FOLDER} and {@code full EDGES OUT}, a run of all edges; with bytes
 * behind, within that budget; after the word {@code twice} once more in a process that has done it.
 * {@code check FOLDER FULL} compares the updated labels with those of a full run.
 */
public final class IncrementalRun {
  private IncrementalRun() {}

  public static void main(String[] args) throws IOException {
    try (SparkSession session = Sessions.files()) {
      switch (args[0]) {
        case "check" -> System.out.println(check(session, args[1], args[2]));
        case "twice" -> {
          String[] once = Arrays.copyOfRange(args, 1, args.length);
          run(session, once);
          session.sparkContext().setJobDescription("again");
          System.out.println(timed(() -> run(session, once)));
        }
        default -> System.out.println(timed(() -> run(session, args)));
      }
    }
  }

  private static void run(SparkSession session, String[] args) {
    switch (args[0]) {
      case "split" -> split(PlainFiles.read(session, args[1] + "/edges"), args[2]);
      case "index" -> index(session, args[1]);
      case "update" -> update(session, args[1], engine(args, 2));
      case "full" -> full(PlainFiles.read(session, args[1]), args[2], engine(args, 3));
      default -> throw new IllegalArgumentException("no run is called " + args[0]);
    }
  }

  /** With the budget at this index, in bytes. */
  private static NativeComponents engine(String[] args, int at) {
    return args.length > at
        ? new NativeComponents(NativeOptions.ofMemory(Long.parseLong(args[at])))
        : new NativeComponents();
  }

  private static void split(Dataset<Row> edges, String folder) {
    Column isNew = pmod(xxhash64(col("a"), col("b")), lit(100)).equalTo(0);
    PlainFiles.replace(edges.where(isNew), folder + "/new");
    PlainFiles.replace(edges.where(isNew.unary_$bang()), folder + "/old");
  }

  private static void index(SparkSession session, String folder) {
    write(LabelIndex.of(PlainFiles.read(session, folder + "/labels")), folder + "/index");
  }

  private static void full(Dataset<Row> edges, String out, NativeComponents engine) {
    Dataset<Row> none = edges.select(col("a").as("id")).limit(0);
    PlainFiles.replace(engine.components(none, edges), out);
  }

  private static void update(SparkSession session, String folder, NativeComponents engine) {
    Dataset<Row> edges = PlainFiles.read(session, folder + "/new");
    Dataset<Row> none = edges.select(col("a").as("id")).limit(0);
    DataType type = edges.schema().apply("a").dataType();
    LabelIndex index = read(session, folder + "/index", type);
    ComponentUpdate update = new IncrementalComponents(engine).update(index, none, edges);
    PlainFiles.replaceNumbers(update.added(), folder + "/added");
    PlainFiles.replaceNumbers(update.merged(), folder + "/merged");
  }

  /** Seconds, and seconds of processor time of the whole process. */
  private static String timed(Runnable work) {
    var process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long start = System.nanoTime();
    long before = process.getProcessCpuTime();
    work.run();
    return String.format(
        Locale.ROOT,
        "{\"wall\":%.2f,\"cpu\":%.2f}",
        (System.nanoTime() - start) / 1e9,
        (process.getProcessCpuTime() - before) / 1e9);
  }

  private static LabelIndex read(SparkSession session, String folder, DataType type) {
    return new LabelIndex(
        PlainFiles.read(session, folder + "/members", LabelIndex.numbers()),
        PlainFiles.read(session, folder + "/components", LabelIndex.labels(type)),
        PlainFiles.read(session, folder + "/redirects", LabelIndex.numbers()));
  }

  private static void write(LabelIndex index, String folder) {
    PlainFiles.replaceNumbers(index.members(), folder + "/members");
    PlainFiles.replaceNumbers(index.components(), folder + "/components");
    PlainFiles.replaceNumbers(index.redirects(), folder + "/redirects");
  }

  private static String check(SparkSession session, String folder, String full) {
    ComponentUpdate update =
        new ComponentUpdate(
            PlainFiles.read(session, folder + "/added"),
            PlainFiles.read(session, folder + "/merged"));
    Row updated = digest(update.applyTo(PlainFiles.read(session, folder + "/labels")));
    Row expected = digest(PlainFiles.read(session, full));
    return String.format(
        Locale.ROOT,
        "{\"equal\":%b,\"vertices\":%d}",
        updated.equals(expected),
        updated.getLong(0));
  }

  /** Count and sum of hashes: equal for equal sets of labels, whatever their order. */
  private static Row digest(Dataset<Row> labels) {
    Column hash = xxhash64(col("id"), col("component")).cast("decimal(38,0)");
    return labels.agg(count(lit(1)), sum(hash)).head();
  }
}
