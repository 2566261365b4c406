package io.truecount.jobs.command;

import io.truecount.audience.Audience;
import io.truecount.audience.AudiencePlanner;
import io.truecount.config.Interval;
import io.truecount.error.Outcome;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount audiences explain NAME}: the plan and its SQL, without starting Spark. */
@Command(name = "explain", description = "How members are found: the plan, and SQL by dialect.")
final class AudiencesExplainCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "Audience.")
  private String name = "";

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description = "Instant that windows end at (default: the last midnight in UTC).")
  private @Nullable String asOf;

  @Option(
      names = "--dialect",
      paramLabel = "DIALECT",
      description = "Only the SQL of one dialect: ${COMPLETION-CANDIDATES}.")
  private @Nullable Dialect dialect;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() {
    Project project = Nightly.standard().project(options.project(), options.overrides());
    Audience audience = AudienceNames.find(project, name, "truecount audiences explain");
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

  private Instant until() {
    return asOf == null
        ? InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS)
        : Interval.option("--as-of", asOf);
  }
}
