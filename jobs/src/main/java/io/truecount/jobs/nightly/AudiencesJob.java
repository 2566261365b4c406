package io.truecount.jobs.nightly;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Evaluation;
import io.truecount.audience.Membership;
import io.truecount.identity.IdentityTables;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds the members of every audience, who entered and who left. */
final class AudiencesJob implements Step {
  @Override
  public String name() {
    return "audiences";
  }

  @Override
  public List<String> reads(Project project) {
    return CUSTOMER_TABLES;
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> AudienceTables.all();
  }

  @Override
  public String run(RunContext context) {
    List<Audience> audiences = context.project().audiences();
    Staging staging = context.staging();
    Dataset<Row> evaluated =
        Evaluation.members(
            context.spark(),
            audiences,
            context.project().planner(),
            table -> Views.table(context, table),
            context.run().asOf());
    staging.overwrite(AudienceTables.members(), updated(context, audiences, evaluated));
    Dataset<Row> members = staging.read(AudienceTables.members().name());
    Slice ofThisRun = new Slice.Equal(AudienceTables.RUN_ID, context.run().id());
    staging.replace(
        AudienceTables.changes(), ofThisRun, Membership.changes(members, context.run()));
    staging.replace(
        AudienceTables.sizes(), ofThisRun, Membership.sizes(members, audiences, context.run()));
    AudienceOverlaps.stage(context, members);
    AudienceHoldouts.stage(context, members);
    AudienceExclusions.stage(context, members);
    return "%d audiences".formatted(audiences.size());
  }

  private static Dataset<Row> updated(
      RunContext context, List<Audience> audiences, Dataset<Row> evaluated) {
    TableDefinition table = AudienceTables.members();
    Dataset<Row> before = context.before(table).orElseGet(() -> table.empty(context.spark()));
    Dataset<Row> redirects = context.read(IdentityTables.redirects());
    return Membership.update(before, evaluated, audiences, redirects, context.run());
  }
}
