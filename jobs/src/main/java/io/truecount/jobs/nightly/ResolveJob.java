package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.lit;

import io.truecount.config.IdentityConfig;
import io.truecount.event.EventTables;
import io.truecount.identity.GroupTables;
import io.truecount.identity.IdentityRules;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.IdentityUpdate;
import io.truecount.identity.PreviousIdentity;
import io.truecount.identity.Resolve;
import io.truecount.identity.ResolveResult;
import io.truecount.identity.components.ComponentEngine;
import io.truecount.identity.components.ComponentFinder;
import io.truecount.identity.linkage.LinkTables;
import io.truecount.jobs.cli.Numbers;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds out which identifiers are one customer, and what that customer's id is. */
final class ResolveJob implements Step {
  static final String NAME = "resolve";

  /** What the step goes by, for people. */
  static final String DEFINITIONS = "the identity rules";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    return List.of(EventTables.EVENTS);
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) ->
        Stream.of(IdentityTables.all(), GroupTables.all(), LinkTables.all())
            .flatMap(List::stream)
            .toList();
  }

  @Override
  public String run(RunContext context) {
    Basis basis = Basis.of(context, name(), definition(context), DEFINITIONS);
    ScoredLinks links = ScoredLinks.stage(context);
    try (ResolveResult result = resolve(context, basis, links.rows())) {
      context.stage(result.lists());
      Staging staging = context.staging();
      staging.overwrite(IdentityTables.edges(), result.edges());
      staging.overwrite(IdentityTables.rejections(), result.rejections());
      staging.overwrite(IdentityTables.map(), result.map());
      staging.overwrite(IdentityTables.attributions(), result.attributions());
      staging.overwrite(IdentityTables.redirects(), result.redirects());
      staging.overwrite(IdentityTables.generic(), result.generic());
      result.blocked().ifPresent(rows -> staging.overwrite(IdentityTables.blocked(), rows));
      staging.replace(
          IdentityRunTables.counts(), context.ofThisRun(IdentityTables.RUN_ID), result.counts());
      staging.replace(
          IdentityRunTables.mapHistory(), context.ofThisRun(IdentityTables.RUN_ID), result.moves());
      staging.replace(
          IdentityRunTables.changes(),
          context.ofThisRun(IdentityTables.RUN_ID),
          result.changes().withColumn(IdentityTables.RUN_ID, lit(context.run().id())));
      IdentityQualities.stage(context);
      note(context, basis, result);
    }
    GroupsRun.write(context, finder(context));
    String overrides = OverridesRun.stage(context);
    return "%s identifiers, %s edges%s%s"
        .formatted(
            rows(context, IdentityTables.map()),
            rows(context, IdentityTables.edges()),
            links.message(),
            overrides);
  }

  private static ResolveResult resolve(
      RunContext context, Basis basis, Optional<Dataset<Row>> links) {
    ComponentFinder finder = finder(context);
    Dataset<Row> events = context.staging().read(EventTables.EVENTS);
    IdentityConfig config = context.config().identity();
    return basis.match(
        all -> Resolve.resolve(events, links, previous(context), config, context.run(), finder),
        since ->
            IdentityUpdate.of(
                events, since.loads(), links, before(context), config, context.run(), finder));
  }

  private static ComponentFinder finder(RunContext context) {
    return ComponentEngine.of(context.config().identity().engine()).finder();
  }

  /** As the release before this run left it. */
  private static Optional<PreviousIdentity> previous(RunContext context) {
    Optional<Dataset<Row>> map = context.before(IdentityTables.map());
    Optional<Dataset<Row>> redirects = context.before(IdentityTables.redirects());
    return map.flatMap(m -> redirects.map(r -> new PreviousIdentity(m, r)));
  }

  private static IdentityUpdate.Before before(RunContext context) {
    return new IdentityUpdate.Before(
        context.before(IdentityTables.lists()).orElseThrow(),
        context.before(IdentityTables.edges()).orElseThrow(),
        context.before(IdentityTables.rejections()).orElseThrow(),
        context.before(IdentityTables.map()).orElseThrow(),
        context.before(IdentityTables.attributions()).orElseThrow(),
        context.before(IdentityTables.redirects()).orElseThrow(),
        context.beforeOrNone(IdentityTables.overrides()),
        context.beforeOrNone(IdentityTables.generic()));
  }

  private void note(RunContext context, Basis basis, ResolveResult result) {
    List<Touched> touched = new ArrayList<>();
    touched.addAll(basis.noted(name(), definition(context)));
    result
        .difference()
        .ifPresentOrElse(
            difference -> {
              Staging staging = context.staging();
              staging.overwrite(IdentityRunTables.touchedCustomers(), difference.customers());
              staging.overwrite(IdentityRunTables.reattributions(), difference.reattributions());
              touched.addAll(counted(context, difference));
            },
            () -> clear(context));
    context.touches().note(name(), touched);
  }

  /** What an earlier run has touched says nothing of this one. */
  private static void clear(RunContext context) {
    for (TableDefinition table :
        List.of(IdentityRunTables.touchedCustomers(), IdentityRunTables.reattributions())) {
      context.stageNone(table);
    }
  }

  private List<Touched> counted(RunContext context, ResolveResult.Difference difference) {
    Staging staging = context.staging();
    return List.of(
        Touched.counted(
            name(),
            What.IDENTIFIER_LISTS,
            "",
            difference.lists(),
            "their events came, went or changed"),
        Touched.counted(
            name(),
            What.CUSTOMERS,
            "",
            staging.rows(IdentityRunTables.touchedCustomers().name()),
            "new events, or new, merged, split or gone"),
        Touched.counted(
            name(),
            What.ROWS,
            IdentityRunTables.reattributions().name(),
            staging.rows(IdentityRunTables.reattributions().name()),
            "their events belong to another customer"));
  }

  static String definition(RunContext context) {
    return IdentityRules.hash(context.config().identity(), context.run().codeVersion());
  }

  private static String rows(RunContext context, TableDefinition table) {
    return Numbers.whole(context.staging().rows(table.name()));
  }
}
