package io.truecount.jobs.command;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.project.Project;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount audiences size NAME}: how it grew and shrank, run by run. */
@Command(name = "size", description = "The size of an audience after every run, newest first.")
final class AudiencesSizeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "Audience.")
  private String audience = "";

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    AudienceNames.find(project, audience, "truecount audiences size");
    try (SparkSession spark = Sessions.start(project.config().table())) {
      ReleaseViews.register(spark, project, Optional.empty());
      TablePrinter table = new TablePrinter("as_of", "run", "size", "entered", "left");
      sizes(spark).forEach(row -> row(table, row));
      table.print(output, System.out);
    }
    return Outcome.DONE.exitCode();
  }

  /** One row a run. */
  private List<Row> sizes(SparkSession spark) {
    return spark
        .table(AudienceTables.sizes().name())
        .filter(col(AudienceTables.AUDIENCE).equalTo(audience))
        .orderBy(col(AudienceTables.AS_OF).desc(), col(AudienceTables.RUN_ID))
        .collectAsList();
  }

  private static void row(TablePrinter table, Row row) {
    table.row(
        row.<Timestamp>getAs(AudienceTables.AS_OF).toInstant().toString(),
        row.getAs(AudienceTables.RUN_ID),
        row.getAs("size"),
        row.getAs("entered"),
        row.getAs("left"));
  }
}
