package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.MetricTotals;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.metric.check.MetricChanges;
import io.truecount.metric.check.MetricChanges.Change;
import io.truecount.metric.plan.Planner;
import io.truecount.project.Project;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code truecount metrics diff}: what a change of definitions, or of data, does to the numbers.
 */
@Command(
    name = "diff",
    description =
        "Which metrics change, and by how much: old and new definitions on the last release, or one"
            + " set of definitions on an older and the last release.")
final class MetricsDiffCommand implements Callable<Integer> {
  @Mixin private ProjectOptions project = new ProjectOptions();

  @Option(
      names = "--against",
      required = true,
      paramLabel = "GIT_REF|RELEASE",
      description = "A commit, branch or tag; or the number of a release.")
  private String against = "";

  @Option(names = "--all", description = "Also metrics that stay as they are.")
  private boolean all;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    Project now = Nightly.standard().project(project.project(), project.overrides());
    Optional<Long> release =
        against.matches("\\d+") ? Optional.of(Long.valueOf(against)) : Optional.empty();
    Planner after = now.planner();
    Planner before =
        release.isPresent()
            ? after
            : new Planner(GitMetrics.at(project.project(), against), now.semantics());
    SortedMap<String, Change> changes = MetricChanges.between(before, after);
    Map<String, Double> old;
    Map<String, Double> young;
    try (SparkSession spark = Sessions.start(now.config().table())) {
      ReleaseViews.register(spark, now, release);
      old = new MetricTotals(spark, before, System.err).of(changes.keySet());
      if (release.isPresent()) {
        ReleaseViews.register(spark, now, Optional.empty());
      }
      young = new MetricTotals(spark, after, System.err).of(changes.keySet());
    }
    print(changes, old, young);
    return Outcome.DONE.exitCode();
  }

  private void print(
      SortedMap<String, Change> changes, Map<String, Double> old, Map<String, Double> young) {
    TablePrinter table =
        new TablePrinter("metric", "definition", "before", "after", "difference", "percent");
    changes.forEach(
        (name, change) -> {
          @Nullable Double before = old.get(name);
          @Nullable Double after = young.get(name);
          @Nullable Double difference = before == null || after == null ? null : after - before;
          boolean moved = difference != null && difference != 0;
          if (all || change != Change.SAME || moved) {
            table.row(
                name,
                change.name().toLowerCase(Locale.ROOT),
                before,
                after,
                difference,
                percent(before, difference));
          }
        });
    if (table.isEmpty() && output == OutputFormat.text) {
      System.out.println("no metric has changed");
    } else {
      table.print(output, System.out);
    }
  }

  private static @Nullable Double percent(@Nullable Double before, @Nullable Double difference) {
    return before == null || difference == null || before == 0
        ? null
        : 100 * difference / Math.abs(before);
  }
}
