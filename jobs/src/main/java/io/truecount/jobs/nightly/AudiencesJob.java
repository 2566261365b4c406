package io.truecount.jobs.nightly;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceModels;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Evaluation;
import io.truecount.audience.EvaluationOrder;
import io.truecount.audience.EvaluationOrder.Layer;
import io.truecount.audience.EventSource;
import io.truecount.audience.Membership;
import io.truecount.config.CustomersConfig;
import io.truecount.customer.CustomerTables;
import io.truecount.identity.IdentityTables;
import io.truecount.metric.MetricTraits;
import io.truecount.metric.manifest.Manifest;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Computes the traits that are metrics and finds the members of every audience, in the order in
 * which these need each other; then who entered and who left.
 */
final class AudiencesJob implements Step {
  static final String NAME = "audiences";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    return Step.customerTables(project);
  }

  @Override
  public TableSet writes() {
    return AudiencesJob::tables;
  }

  /** Traits that are metrics become columns of customers, which are written again. */
  private static List<TableDefinition> tables(
      CustomersConfig customers, StructType properties, Manifest manifest) {
    List<TableDefinition> tables = new ArrayList<>();
    tables.add(MetricTraits.added(CustomerTables.customers(customers, properties), manifest));
    tables.addAll(AudienceTables.all(manifest));
    return tables;
  }

  @Override
  public String run(RunContext context) {
    Project project = context.project();
    EventSource events = CustomerMeasures.stage(context, name());
    List<String> known = new ArrayList<>();
    for (Layer layer : EvaluationOrder.layers(project.manifest(), project.audiences())) {
      CustomerTraits.update(context, layer.traits());
      flags(context, layer.audiences(), events, known);
      layer.audiences().forEach(audience -> known.add(audience.name()));
    }
    members(context, project.audiences());
    return "%d audiences".formatted(project.audiences().size());
  }

  /** Adds the audiences of a layer to the table of flags, which has those of earlier layers. */
  private static void flags(
      RunContext context, List<Audience> audiences, EventSource events, List<String> known) {
    if (audiences.isEmpty()) {
      return;
    }
    Staging staging = context.staging();
    TableDefinition table =
        AudienceTables.flags(AudienceModels.names(context.project().manifest()));
    Dataset<Row> flags =
        Evaluation.flags(
            context.spark(),
            audiences,
            context.project().audiences(),
            context.project().planner(),
            name -> Views.table(context, name),
            events,
            context.run().asOf());
    if (!known.isEmpty()) {
      Dataset<Row> earlier = AudienceTables.flags(known).select(staging.read(table.name()));
      flags = flags.join(earlier, AudienceTables.CUSTOMER_ID);
    }
    staging.overwrite(table, table.conform(flags));
  }

  private static void members(RunContext context, List<Audience> audiences) {
    Staging staging = context.staging();
    staging.overwrite(AudienceTables.members(), updated(context, audiences));
    Dataset<Row> members = staging.read(AudienceTables.members().name());
    Slice ofThisRun = new Slice.Equal(AudienceTables.RUN_ID, context.run().id());
    staging.replace(
        AudienceTables.changes(), ofThisRun, Membership.changes(members, context.run()));
    staging.replace(
        AudienceTables.sizes(), ofThisRun, Membership.sizes(members, audiences, context.run()));
    AudienceOverlaps.stage(context, members);
    AudienceHoldouts.stage(context, members);
    AudienceExclusions.stage(context, members);
  }

  private static Dataset<Row> updated(RunContext context, List<Audience> audiences) {
    TableDefinition table = AudienceTables.members();
    Dataset<Row> before = context.beforeOrNone(table);
    Dataset<Row> redirects = context.read(IdentityTables.redirects());
    return Membership.update(before, evaluated(context), audiences, redirects, context.run());
  }

  private static Dataset<Row> evaluated(RunContext context) {
    List<String> names = AudienceModels.names(context.project().manifest());
    return names.isEmpty()
        ? AudienceTables.members()
            .empty(context.spark())
            .select(AudienceTables.AUDIENCE, AudienceTables.CUSTOMER_ID)
        : Evaluation.members(context.staging().read(AudienceTables.FLAGS), names);
  }
}
