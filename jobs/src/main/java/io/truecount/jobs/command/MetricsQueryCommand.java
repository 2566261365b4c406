package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ResultPrinter;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.QueryRun;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Planner;
import io.truecount.project.Project;
import io.truecount.source.OutputFolder;
import io.truecount.source.PlainFiles;
import io.truecount.source.TableFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount metrics query}: one question, or a file of them. */
@Command(
    name = "query",
    description = "Metrics by dimensions, over the last release or a folder of files.")
final class MetricsQueryCommand implements Callable<Integer> {
  @Mixin private QueryOptions question = new QueryOptions();
  @Mixin private MetricOptions options = new MetricOptions();

  @Option(
      names = "--tables",
      paramLabel = "DIR",
      description = "A folder of CSV (with schema.json) and Parquet files as the tables.")
  private @Nullable Path tables;

  @Option(names = "--release", paramLabel = "N", description = "A release (default: the last).")
  private @Nullable Long release;

  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description = "Questions, one JSON object a line; needs --manifests, --tables and --out.")
  private @Nullable Path fromFile;

  @Option(
      names = "--manifests",
      paramLabel = "DIR",
      description = "Where a question's manifest NAME is: NAME.semantic_manifest.json.")
  private @Nullable Path manifests;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the rows go as Parquet; with --from-file where the answers go: ID.csv, or ID.error.")
  private @Nullable Path out;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    if (fromFile != null) {
      return answerFile(fromFile);
    }
    if (tables != null) {
      try (SparkSession spark = Sessions.files()) {
        TableFolder.register(spark, tables);
        return answer(spark, options.manifest());
      }
    }
    Project project =
        Nightly.standard().project(options.project().project(), options.project().overrides());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      ReleaseViews.register(spark, project, Optional.ofNullable(release));
      return answer(spark, options.hasManifest() ? options.manifest() : project.manifest());
    }
  }

  private int answer(SparkSession spark, Manifest manifest) {
    if (out != null) {
      OutputFolder.prepare(
          spark.sparkContext().hadoopConfiguration(),
          out.toString(),
          tables == null ? List.of() : List.of(tables.toString()));
    }
    Planner planner = options.planner(manifest, options.hasManifest());
    Dataset<Row> rows = QueryRun.rows(spark, planner, question.ordered(manifest));
    if (out == null) {
      ResultPrinter.print(rows, output, System.out);
    } else {
      PlainFiles.replaceTable(rows, out.toString());
    }
    return Outcome.DONE.exitCode();
  }

  private int answerFile(Path file) throws IOException {
    if (manifests == null || tables == null || out == null) {
      throw TruecountException.invalid(
          Problem.of(
              "--from-file needs --manifests, --tables and --out",
              "command line",
              "name all three"));
    }
    try (SparkSession spark = Sessions.files()) {
      return new QuestionRunner(spark, options, manifests, out).run(file, tables);
    }
  }
}
