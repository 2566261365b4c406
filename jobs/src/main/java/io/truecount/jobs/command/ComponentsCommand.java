package io.truecount.jobs.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.identity.components.ComponentEngine;
import io.truecount.identity.components.ComponentFinder;
import io.truecount.identity.components.Components;
import io.truecount.identity.components.NativeComponents;
import io.truecount.identity.components.NativeOptions;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.source.OutputFolder;
import io.truecount.source.PlainFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code truecount components}: stitches any graph of files. */
@Command(
    name = "components",
    description = "Label the connected components of a graph in Parquet or CSV files.")
public final class ComponentsCommand implements Callable<Integer> {
  @Option(
      names = "--edges",
      required = true,
      paramLabel = "PATH",
      description = "Parquet, or *.csv with a header: columns a and b.")
  private String edges = "";

  @Option(
      names = "--vertices",
      paramLabel = "PATH",
      description = "Parquet, or *.csv with a header: column id. Keeps isolated ones.")
  private @Nullable String vertices;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "Folder to write Parquet to, in place of an earlier result: id, component.")
  private String out = "";

  @Option(
      names = "--engine",
      defaultValue = "native",
      description = "native or graphframes (default: native).")
  private String engine = "native";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Largest heap, for example 4g; what needs more goes through Spark's shuffle.")
  private @Nullable String memory;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    ComponentFinder finder = finder();
    try (SparkSession session = Sessions.files()) {
      OutputFolder.prepare(session.sparkContext().hadoopConfiguration(), out, inputs());
      Dataset<Row> pairs = PlainFiles.read(session, edges);
      Components found = finder.solve(vertices(session, pairs), pairs);
      PlainFiles.replace(found.labels(), out);
      print(found.summary(), (System.nanoTime() - start) / 1e9);
    }
    return Outcome.DONE.exitCode();
  }

  private List<String> inputs() {
    return vertices == null ? List.of(edges) : List.of(edges, vertices);
  }

  private ComponentFinder finder() {
    ComponentEngine chosen = ComponentEngine.of(engine);
    return chosen == ComponentEngine.NATIVE && memory != null
        ? new NativeComponents(NativeOptions.ofHeap(bytes(memory)))
        : chosen.finder();
  }

  private static long bytes(String size) {
    try {
      return JavaUtils.byteStringAsBytes(size);
    } catch (NumberFormatException e) {
      throw TruecountException.invalid(
          Problem.of(
              "invalid size \"%s\"".formatted(size), "--memory", "write it like 4g or 800m"));
    }
  }

  private Dataset<Row> vertices(SparkSession session, Dataset<Row> pairs) {
    if (vertices != null) {
      return PlainFiles.read(session, vertices);
    }
    return session.createDataFrame(
        List.of(), new StructType().add("id", identifierType(pairs.schema())));
  }

  /** A graph without column a is refused by the engine, with all else that is wrong with it. */
  private static DataType identifierType(StructType schema) {
    return List.of(schema.fieldNames()).contains("a")
        ? schema.apply("a").dataType()
        : DataTypes.StringType;
  }

  private void print(Components.Summary summary, double seconds) throws IOException {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("vertices", summary.vertices());
    row.put("edges", summary.edges());
    row.put("components", summary.components());
    row.put("largest", summary.largest());
    row.put("seconds", Math.round(seconds * 1000) / 1000.0);
    if (output == OutputFormat.json) {
      System.out.println(new ObjectMapper().writeValueAsString(row));
    } else {
      TablePrinter table = new TablePrinter(row.keySet().toArray(String[]::new));
      table.row(row.values().toArray());
      table.print(output, System.out);
    }
  }
}
