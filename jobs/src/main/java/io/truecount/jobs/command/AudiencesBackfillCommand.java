package io.truecount.jobs.command;

import io.truecount.audience.Audience;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.BackfillRange;
import io.truecount.jobs.nightly.Backfills;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.project.Project;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount audiences backfill NAME}: past membership of a new audience. */
@Command(
    name = "backfill",
    description =
        "Compute past membership of a new audience, and publish it: who was a member at each date,"
            + " by the events before it. Traits are those of today. A later nightly continues it.")
final class AudiencesBackfillCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "Audience.")
  private String name = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      description = "First date; members are those at its midnight in UTC.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DATE",
      description = "Last date, included.")
  private String to = "";

  @Option(
      names = "--by",
      defaultValue = "day",
      description = "${COMPLETION-CANDIDATES} (default: day).")
  private BackfillRange.Step by = BackfillRange.Step.day;

  @Mixin private WaitOption wait = new WaitOption();

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    Audience audience = AudienceNames.find(project, name, "truecount audiences backfill");
    BackfillRange range = new BackfillRange(date("--from", from), date("--to", to), by);
    Duration patience = wait.patience();
    try (SparkSession spark = Sessions.start(project.config().table())) {
      Backfills.run(spark, project, audience, range, patience);
    }
    return Outcome.DONE.exitCode();
  }

  private static LocalDate date(String option, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw TruecountException.invalid(
          Problem.of("not a date: \"%s\"".formatted(text), option, "write such as 2026-03-01"));
    }
  }
}
