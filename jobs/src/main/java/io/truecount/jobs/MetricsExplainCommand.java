package io.truecount.jobs;

import io.truecount.error.Outcome;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
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
    Plan plan = options.planner(manifest, options.hasManifest()).plan(question.query(manifest));
    if (dialect != null) {
      System.out.print(plan.sql(dialect, TableNames.qualified()));
      return Outcome.DONE.exitCode();
    }
    System.out.println("-- plan");
    System.out.println(plan.explain());
    for (Dialect each : Dialect.values()) {
      System.out.println("-- " + each);
      System.out.println(plan.sql(each, TableNames.qualified()));
    }
    return Outcome.DONE.exitCode();
  }
}
