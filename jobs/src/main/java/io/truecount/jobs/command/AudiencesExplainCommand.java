package io.truecount.jobs.command;

import io.truecount.audience.Audience;
import io.truecount.audience.AudiencePlanner;
import io.truecount.config.Interval;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.CustomerLookup;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code truecount audiences explain NAME}: the plan and its SQL, without starting Spark; with a
 * customer, why it is a member or not.
 */
@Command(
    name = "explain",
    description =
        "How members are found: the plan, and SQL by dialect. With --customer why one customer is a"
            + " member of the last release or not: every condition with what it measured, and those"
            + " that decided.")
final class AudiencesExplainCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "Audience.")
  private String name = "";

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description =
          "Instant that windows end at (default: the last midnight in UTC; with --customer that of"
              + " the release).")
  private @Nullable String asOf;

  @Option(
      names = "--dialect",
      paramLabel = "DIALECT",
      description = "Only the SQL of one dialect: ${COMPLETION-CANDIDATES}.")
  private @Nullable Dialect dialect;

  @Option(
      names = "--customer",
      paramLabel = "ID",
      description = "A customer id, also one that has been merged, or TYPE=VALUE of an identifier.")
  private @Nullable String customer;

  @Option(
      names = "--limit",
      paramLabel = "EVENTS",
      defaultValue = "5",
      description = "Most events of a condition, the latest first (default: 5).")
  private int limit = 5;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "Of --customer: ${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() throws IOException {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    Audience audience = AudienceNames.find(project, name, "truecount audiences explain");
    if (customer != null) {
      customer(project, audience, customer);
      return Outcome.DONE.exitCode();
    }
    Plan plan =
        AudiencePlanner.plan(List.of(audience), project.audiences(), project.planner(), until());
    if (dialect != null) {
      System.out.print(plan.sql(dialect, TableNames.bare()));
      return Outcome.DONE.exitCode();
    }
    System.out.println("-- plan");
    System.out.println(plan.explain());
    for (Dialect each : Dialect.values()) {
      System.out.println("-- " + each);
      System.out.println(plan.sql(each, TableNames.bare()));
    }
    return Outcome.DONE.exitCode();
  }

  private void customer(Project project, Audience audience, String asked) throws IOException {
    if (dialect != null || limit < 0) {
      throw TruecountException.invalid(
          Problem.of(
              limit < 0 ? "a limit below 0" : "--customer and --dialect at once",
              "truecount audiences explain",
              limit < 0 ? "write --limit 0 or more" : "leave one of them out"));
    }
    try (SparkSession spark = Sessions.start(project.config().table())) {
      Release release = ReleaseViews.register(spark, project, Optional.empty());
      CustomerExplanation explained =
          CustomerExplanation.of(
              spark,
              project,
              audience,
              new CustomerLookup(spark, project, "--customer").find(asked),
              asOf == null ? release.asOf() : Interval.option("--as-of", asOf),
              limit);
      switch (output) {
        case text -> ExplanationText.print(explained, release, System.out);
        case json -> System.out.println(ExplanationJson.of(explained, release));
        case csv -> conditions(explained).print(output, System.out);
      }
    }
  }

  private static TablePrinter conditions(CustomerExplanation explained) {
    TablePrinter table = new TablePrinter("id", "condition", "holds", "measured", "decides");
    explained
        .tree()
        .all()
        .forEach(
            e ->
                table.row(
                    e.id(),
                    e.condition(),
                    e.truth().name().toLowerCase(Locale.ROOT),
                    e.value().orElse(null),
                    e.decides()));
    return table;
  }

  private Instant until() {
    return asOf == null
        ? InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS)
        : Interval.option("--as-of", asOf);
  }
}
