package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.lit;

import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.PreviousIdentity;
import io.truecount.identity.Resolve;
import io.truecount.identity.ResolveResult;
import io.truecount.identity.components.ComponentEngine;
import io.truecount.identity.components.ComponentFinder;
import io.truecount.jobs.cli.Numbers;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Finds out which identifiers are one customer, and what that customer's id is. */
final class ResolveJob implements Step {
  @Override
  public String name() {
    return "resolve";
  }

  @Override
  public List<String> reads(Project project) {
    return List.of(EventTables.EVENTS);
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> IdentityTables.all();
  }

  @Override
  public String run(RunContext context) {
    Staging staging = context.staging();
    ComponentFinder finder = ComponentEngine.of(context.config().identity().engine()).finder();
    Dataset<Row> events = staging.read(EventTables.EVENTS);
    try (ResolveResult result =
        Resolve.resolve(
            events, previous(context), context.config().identity(), context.run(), finder)) {
      staging.overwrite(IdentityTables.edges(), result.edges());
      staging.overwrite(IdentityTables.map(), result.map());
      staging.overwrite(IdentityTables.attributions(), result.attributions());
      staging.overwrite(IdentityTables.redirects(), result.redirects());
      staging.overwrite(IdentityTables.blocked(), result.blocked());
      staging.replace(IdentityTables.counts(), ofThisRun(context), result.counts());
      staging.replace(
          IdentityTables.changes(),
          ofThisRun(context),
          result.changes().withColumn(IdentityTables.RUN_ID, lit(context.run().id())));
    }
    return "%s identifiers, %s edges"
        .formatted(rows(context, IdentityTables.map()), rows(context, IdentityTables.edges()));
  }

  /** As the release before this run left it. */
  private static Optional<PreviousIdentity> previous(RunContext context) {
    Optional<Dataset<Row>> map = context.before(IdentityTables.map());
    Optional<Dataset<Row>> redirects = context.before(IdentityTables.redirects());
    return map.flatMap(m -> redirects.map(r -> new PreviousIdentity(m, r)));
  }

  private static Slice ofThisRun(RunContext context) {
    return new Slice.Equal(IdentityTables.RUN_ID, context.run().id());
  }

  private static String rows(RunContext context, TableDefinition table) {
    return Numbers.whole(context.staging().rows(table.name()));
  }
}
