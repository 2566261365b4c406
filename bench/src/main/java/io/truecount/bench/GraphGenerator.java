package io.truecount.bench;

import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes a benchmark graph: {@code edges} (a, b), {@code vertices} (id) as Parquet, and raw.bin.
 */
@Command(name = "generate-graph", description = "Writes a benchmark graph as Parquet.")
public final class GraphGenerator implements Callable<Integer> {
  /** Far from any stride of the shapes: neighbouring slots land in far rows. */
  private static final long STRIDE = 2_654_435_761L;

  @Option(names = "--graph", required = true)
  private String graph = "";

  @Option(names = "--size", required = true, description = "persons, vertices or edges")
  private long size;

  @Option(names = "--ids", defaultValue = "STRING")
  private Naming naming = Naming.STRING;

  @Option(names = "--out", required = true)
  private String out = "";

  @Option(names = "--seed", defaultValue = "1")
  private long seed;

  public static void main(String[] args) {
    System.exit(new CommandLine(new GraphGenerator()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Shape shape = shape();
    try (SparkSession session = Sessions.files()) {
      PlainFiles.replace(edges(session, shape), out + "/edges");
      PlainFiles.replace(vertices(session, shape), out + "/vertices");
    }
    RawEdges.write(shape, Path.of(out, "raw.bin"));
    return 0;
  }

  private Shape shape() {
    return switch (graph) {
      case "web" -> new Shape.Web(seed, size);
      case "chain" -> new Shape.Chain(size);
      case "star" -> new Shape.Star(size);
      case "isolated" -> new Shape.Isolated(size);
      case "rmat" -> new Shape.Rmat(seed, 22, size);
      default -> throw new IllegalArgumentException("unknown graph " + graph);
    };
  }

  private Dataset<Row> edges(SparkSession session, Shape shape) {
    Naming names = naming;
    long slots = shape.slots();
    MapPartitionsFunction<Long, Row> make =
        part ->
            stream(part)
                .mapToObj(i -> shape.edge(scatter(i, slots)))
                .filter(edge -> edge != null)
                .map(edge -> RowFactory.create(name(names, edge.a()), name(names, edge.b())))
                .iterator();
    StructType schema = new StructType().add("a", type(), false).add("b", type(), false);
    return session.range(slots).mapPartitions(make, Encoders.row(schema));
  }

  /** The slot of the i-th row: each once, as the stride is a prime. */
  static long scatter(long i, long slots) {
    return Math.floorMod(i * STRIDE, slots);
  }

  private Dataset<Row> vertices(SparkSession session, Shape shape) {
    Naming names = naming;
    MapPartitionsFunction<Long, Row> make =
        part -> stream(part).mapToObj(i -> RowFactory.create(name(names, i))).iterator();
    StructType schema = new StructType().add("id", type(), false);
    return session.range(shape.listed()).mapPartitions(make, Encoders.row(schema));
  }

  private static LongStream stream(Iterator<Long> numbers) {
    Iterable<Long> once = () -> numbers;
    return StreamSupport.stream(once.spliterator(), false).mapToLong(Long::longValue);
  }

  private static Object name(Naming naming, long vertex) {
    return naming == Naming.LONG ? (Object) Naming.number(vertex) : Naming.text(vertex);
  }

  private DataType type() {
    return naming == Naming.LONG ? DataTypes.LongType : DataTypes.StringType;
  }
}
