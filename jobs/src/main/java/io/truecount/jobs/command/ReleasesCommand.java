package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.Warehouse;
import io.truecount.jobs.release.Warehouses;
import io.truecount.project.Project;
import io.truecount.table.ExpiredReleases;
import io.truecount.table.Release;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount releases}: what was published, newest first. */
@Command(name = "releases", description = "What was published, newest first.")
public final class ReleasesCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      Warehouse warehouse = Warehouse.read(spark, project);
      long readable = new ExpiredReleases(spark, project.config().table()).readableFrom();
      TablePrinter table =
          new TablePrinter("release", "run", "as_of", "published_at", "tables", "state");
      for (Release release : warehouse.releases().newestFirst()) {
        table.row(
            release.number(),
            release.runId(),
            release.asOf().toString(),
            release.publishedAt().toString(),
            release.tables().size(),
            release.number() < readable ? "expired" : "readable");
      }
      if (table.isEmpty()) {
        throw Warehouses.nothingPublished(project.config().table());
      }
      table.print(output, System.out);
    }
    return Outcome.DONE.exitCode();
  }
}
