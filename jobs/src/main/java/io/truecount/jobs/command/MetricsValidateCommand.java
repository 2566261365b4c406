package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.jobs.cli.Sessions;
import io.truecount.metric.check.DataChecks;
import io.truecount.metric.check.Validation;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.AnalysisErrors;
import io.truecount.project.MetricColumns;
import io.truecount.source.TableFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount metrics validate}: the definitions alone, or with their tables. */
@Command(
    name = "validate",
    description =
        "Check the definitions: every error at once. With --tables also that columns exist, keys are"
            + " unique and versions do not overlap.")
final class MetricsValidateCommand implements Callable<Integer> {
  @Mixin private MetricOptions options = new MetricOptions();

  @Option(
      names = "--tables",
      paramLabel = "DIR",
      description = "A folder of CSV (with schema.json) and Parquet files as the tables.")
  private @Nullable Path tables;

  @Override
  public Integer call() throws IOException {
    Manifest manifest = options.manifest();
    Problems problems = new Problems();
    Planner planner = options.planner(manifest, options.hasManifest());
    Validation.check(planner, problems);
    if (tables != null) {
      try (SparkSession spark = Sessions.files()) {
        TableFolder.register(spark, tables);
        data(spark, planner, problems);
      }
    }
    problems.throwIfAny();
    System.out.printf(
        "valid: %d semantic models, %d metrics, %d saved queries%n",
        manifest.models().size(), manifest.metrics().size(), manifest.savedQueries().size());
    return Outcome.DONE.exitCode();
  }

  /** Columns are looked up without reading a row; promises about rows are counted. */
  private static void data(SparkSession spark, Planner planner, Problems problems) {
    Manifest manifest = planner.manifest();
    if (problems.isEmpty()) {
      MetricColumns.check(spark, planner, (e, where) -> unresolved(e, where, problems));
    }
    for (DataChecks.Check check : DataChecks.of(manifest, Dialect.SPARK, TableNames.bare())) {
      AnalysisErrors.of(() -> count(spark, check, problems))
          .ifPresent(e -> unresolved(e, check.broken().where(), problems));
    }
  }

  private static void count(SparkSession spark, DataChecks.Check check, Problems problems) {
    long broken = spark.sql(check.sql()).head().getLong(0);
    if (broken > 0) {
      Problem problem = check.broken();
      String what = problem.what().formatted(broken);
      problems.add(new Problem(what, problem.where(), problem.why(), problem.remedy()));
    }
  }

  private static void unresolved(AnalysisException e, String where, Problems problems) {
    Problem problem =
        Problem.of(AnalysisErrors.line(e), where, "correct the name, or add it to the table");
    if (!problems.list().contains(problem)) {
      problems.add(problem);
    }
  }
}
