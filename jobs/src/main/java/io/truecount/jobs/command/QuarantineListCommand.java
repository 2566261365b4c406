package io.truecount.jobs.command;

import static org.apache.spark.sql.functions.col;

import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.event.EventTables;
import io.truecount.event.QuarantineKinds;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.QuarantineRuns;
import io.truecount.jobs.release.Warehouse;
import io.truecount.project.Project;
import io.truecount.source.record.Positions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount quarantine list}: refused records with reason and place. */
@Command(
    name = "list",
    description =
        "Refused records of the last release, or of one run, published or not. Their values may be"
            + " personal data and are hidden unless you ask for them.")
final class QuarantineListCommand implements Callable<Integer> {
  private static final String PLACE = "place";
  private static final String RUN = "run";

  @Option(names = "--run", paramLabel = "ID", description = "Only what this run refused.")
  private @Nullable String run;

  @Option(names = "--source", paramLabel = "SOURCE", description = "Only of this source.")
  private @Nullable String source;

  @Option(names = "--reason", paramLabel = "REASON", description = "Only for this reason.")
  private @Nullable String reason;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many records (default: 100).")
  private int limit = 100;

  @Option(names = "--show-values", description = "Details with their values, and the raw records.")
  private boolean values;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw TruecountException.invalid(
          Problem.of("invalid --limit %d".formatted(limit), "quarantine list", "write 1 or more"));
    }
    Project project = Nightly.standard().project(options.project(), options.overrides());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      QuarantineRuns runs =
          new QuarantineRuns(
              spark, Warehouse.read(spark, project).store(), project.config().table());
      print(run == null ? runs.published() : runs.of(run));
      if (run == null) {
        runs.newerRefused()
            .ifPresent(
                id ->
                    System.err.printf(
                        "run %s is newer and was refused: --run %s lists its records%n", id, id));
      }
    }
    return Outcome.DONE.exitCode();
  }

  private void print(Dataset<Row> quarantine) {
    List<Row> found = chosen(quarantine).limit(limit + 1).collectAsList();
    List<String> columns = columns();
    TablePrinter table = new TablePrinter(columns.toArray(String[]::new));
    found.stream()
        .limit(limit)
        .forEach(row -> table.row(columns.stream().map(name -> cell(row, name)).toArray()));
    table.print(output, System.out);
    if (found.size() > limit) {
      System.err.printf("more than %d records: narrow the list, or raise --limit%n", limit);
    }
  }

  /** People read a place; programs get its parts as well. */
  private List<String> columns() {
    List<String> columns =
        new ArrayList<>(List.of(EventTables.SOURCE, EventTables.REASON, EventTables.DETAIL));
    if (output != OutputFormat.text) {
      columns.addAll(List.of(EventTables.FILE, EventTables.POSITION));
    }
    columns.addAll(List.of(PLACE, RUN));
    if (values) {
      columns.add(EventTables.RAW);
    }
    return columns;
  }

  private static @Nullable Object cell(Row row, String column) {
    return switch (column) {
      case PLACE ->
          Positions.place(row.getAs(EventTables.FILE), row.<Long>getAs(EventTables.POSITION));
      case RUN -> row.getAs(EventTables.RUN_ID);
      default -> row.getAs(column);
    };
  }

  private Dataset<Row> chosen(Dataset<Row> quarantine) {
    Dataset<Row> rows =
        only(only(quarantine, EventTables.SOURCE, source), EventTables.REASON, reason);
    Column detail = col(EventTables.DETAIL);
    Dataset<Row> ordered = rows.orderBy(EventTables.SOURCE, EventTables.FILE, EventTables.POSITION);
    Dataset<Row> shown =
        ordered.select(
            col(EventTables.SOURCE),
            col(EventTables.REASON),
            values ? detail : QuarantineKinds.masked(detail).as(EventTables.DETAIL),
            col(EventTables.FILE),
            col(EventTables.POSITION),
            col(EventTables.RUN_ID),
            col(EventTables.RAW));
    return values ? shown : shown.drop(EventTables.RAW);
  }

  private static Dataset<Row> only(Dataset<Row> rows, String column, @Nullable String value) {
    return value == null ? rows : rows.filter(col(column).equalTo(value));
  }
}
