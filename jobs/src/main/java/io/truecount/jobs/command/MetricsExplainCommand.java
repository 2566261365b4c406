package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount metrics explain NAME…}: the plan and its SQL, without starting Spark. */
@Command(name = "explain", description = "How a query is answered: its plan, and SQL by dialect.")
final class MetricsExplainCommand implements Callable<Integer> {
  @Mixin private QueryOptions question = new QueryOptions();
  @Mixin private MetricOptions options = new MetricOptions();

  @Option(
      names = "--dialect",
      paramLabel = "DIALECT",
      description = "Only the SQL of one dialect: ${COMPLETION-CANDIDATES}.")
  private @Nullable Dialect dialect;

  @Override
  public Integer call() {
    Manifest manifest = options.manifest();
    Planner planner = options.planner(manifest, options.hasManifest());
    MetricQuery query = question.query(manifest);
    Plan plan = planner.plan(query);
    if (dialect != null) {
      System.out.print(plan.sql(dialect, TableNames.qualified()));
      return Outcome.DONE.exitCode();
    }
    System.out.println("-- plan");
    System.out.println(plan.explain());
    System.out.println("-- plan of the nightly, from rollups where that is exact");
    System.out.println(
        SharedPlans.of(planner.context(), Map.of("query", query)).plan("query").explain());
    for (Dialect each : Dialect.values()) {
      System.out.println("-- " + each);
      System.out.println(plan.sql(each, TableNames.qualified()));
    }
    return Outcome.DONE.exitCode();
  }
}
