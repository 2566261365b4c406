package io.truecount.jobs.nightly;

import static io.truecount.audience.AudienceTables.AS_OF;
import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.audience.AudienceTables.ENTERED_AT;
import static io.truecount.audience.AudienceTables.LEFT_AT;
import static io.truecount.audience.AudienceTables.RUN_ID;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Backfill;
import io.truecount.audience.Evaluation;
import io.truecount.audience.Snapshot;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.Numbers;
import io.truecount.jobs.cli.Progress;
import io.truecount.project.Project;
import io.truecount.quality.Checks;
import io.truecount.quality.StaysApart;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Computes past membership of one audience and stages it with what is known of it. Customers, their
 * traits and the tables of models are those of today, without customers whose first event was
 * later; events and rows of metrics are those before each time. Cost: one evaluation for each time;
 * the tables of members, changes and sizes are written once more.
 */
final class BackfillJob implements Step {
  static final String NAME = "backfill";

  private static final TableDefinition MEMBERS = AudienceTables.members();
  private static final TableDefinition CHANGES = AudienceTables.changes();
  private static final TableDefinition SIZES = AudienceTables.sizes();

  private final Audience audience;
  private final List<Snapshot> times;
  private final Progress progress;

  BackfillJob(Audience audience, List<Snapshot> times, Progress progress) {
    this.audience = audience;
    this.times = List.copyOf(times);
    this.progress = progress;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    List<String> tables = new ArrayList<>(Step.customerTables(project));
    tables.addAll(List.of(MEMBERS.name(), CHANGES.name(), SIZES.name()));
    return tables;
  }

  /** What an execution that was killed has staged may be of an older release. */
  @Override
  public String run(RunContext context) {
    context.staging().discardAll();
    context.approvals().withdraw(context.run().id());
    Backfill backfill = backfill(context);
    Dataset<Row> known = own(context.read(MEMBERS));
    Dataset<Row> stays = backfill.stays(known, evaluated(context)).persist();
    Dataset<Row> changes = backfill.changes(stays).persist();
    Dataset<Row> sizes = backfill.sizes(stays, changes, context.read(SIZES)).persist();
    stage(context, MEMBERS, col(AUDIENCE).notEqual(audience.name()), stays);
    Column replaced = col(AUDIENCE).equalTo(audience.name()).and(isReplaced(backfill));
    stage(context, CHANGES, replaced.equalTo(false), changes);
    stage(context, SIZES, replaced.equalTo(false), sizes);
    List.of(stays, changes, sizes).forEach(Dataset::unpersist);
    check(context);
    return "%d times".formatted(times.size());
  }

  /** The evaluations before and after, which stays continue from and go on into. */
  private Backfill backfill(RunContext context) {
    List<Snapshot> all =
        own(context.read(SIZES)).orderBy(AS_OF, RUN_ID).collectAsList().stream()
            .map(
                row ->
                    new Snapshot(
                        row.getAs(RUN_ID), row.<java.sql.Timestamp>getAs(AS_OF).toInstant()))
            .toList();
    Snapshot first = times.get(0);
    Snapshot last = times.get(times.size() - 1);
    List<Snapshot> before = all.stream().filter(s -> s.asOf().isBefore(first.asOf())).toList();
    List<Snapshot> after = all.stream().filter(s -> s.asOf().isAfter(last.asOf())).toList();
    refuseEvaluated(all.subList(0, all.size() - after.size()));
    return new Backfill(
        audience.name(),
        audience.hash(),
        times,
        before.stream().reduce((earlier, later) -> later),
        after.stream().findFirst());
  }

  private void refuseEvaluated(List<Snapshot> known) {
    List<Snapshot> nightlies = known.stream().filter(s -> !s.isBackfilled()).toList();
    if (!nightlies.isEmpty()) {
      throw TruecountException.invalid(
          new Problem(
              "run %2$s has evaluated audience %1$s already, as of %3$s"
                  .formatted(audience.name(), nightlies.get(0).runId(), nightlies.get(0).asOf()),
              "--from, --to",
              "what was published then would no longer be what the tables say of it",
              "end with a date before the first run that evaluated it: truecount audiences size"
                  + " lists them"));
    }
  }

  /** Each time evaluated by itself, and kept until all are written. */
  private Dataset<Row> evaluated(RunContext context) {
    List<Dataset<Row>> all = new ArrayList<>();
    for (Snapshot time : times) {
      Dataset<Row> members =
          members(context, time).withColumn(Backfill.POSITION, lit(all.size() + 1)).persist();
      all.add(members);
      progress.say(
          "    %s  %s members (%d of %d)"
              .formatted(time.asOf(), Numbers.whole(members.count()), all.size(), times.size()));
    }
    return all.stream().reduce(Dataset::unionByName).orElseThrow();
  }

  private Dataset<Row> members(RunContext context, Snapshot time) {
    Project project = context.project();
    return Evaluation.flags(
            context.spark(),
            List.of(audience),
            project.audiences(),
            project.planner(),
            table -> table(context, table, time),
            time.asOf())
        .where(col(audience.name()))
        .select(CUSTOMER_ID);
  }

  private static Dataset<Row> table(RunContext context, String table, Snapshot time) {
    Dataset<Row> rows = Views.table(context, table);
    return table.equals(CustomerTables.CUSTOMERS)
        ? rows.where(col(CustomerTables.FIRST_SEEN).lt(lit(time.asOf())))
        : rows;
  }

  private Dataset<Row> own(Dataset<Row> rows) {
    return rows.where(col(AUDIENCE).equalTo(audience.name()));
  }

  /** Rows of earlier backfills within the range, and of the evaluation after it. */
  private Column isReplaced(Backfill backfill) {
    Column within =
        col(RUN_ID)
            .startsWith(Snapshot.BACKFILL)
            .and(col(AS_OF).geq(lit(times.get(0).asOf())))
            .and(col(AS_OF).leq(lit(times.get(times.size() - 1).asOf())));
    return backfill
        .after()
        .map(snapshot -> within.or(col(RUN_ID).equalTo(snapshot.runId())))
        .orElse(within);
  }

  private static void stage(
      RunContext context, TableDefinition table, Column kept, Dataset<Row> rows) {
    Dataset<Row> others = context.read(table).where(kept);
    context.staging().overwrite(table, table.select(others).unionByName(table.select(rows)));
  }

  private static void check(RunContext context) {
    Map<TableDefinition, Dataset<Row>> tables = new LinkedHashMap<>();
    long rows = 0;
    for (TableDefinition table : List.of(MEMBERS, CHANGES, SIZES)) {
      tables.put(table, context.read(table));
      rows += context.staging().rows(table.name());
    }
    var results = new ArrayList<>(Checks.uniqueKeys(tables, rows));
    results.add(
        StaysApart.check(
            MEMBERS.name(),
            context.read(MEMBERS),
            List.of(AUDIENCE, CUSTOMER_ID),
            ENTERED_AT,
            LEFT_AT));
    context.ledger().checks(context.run(), context.clock().instant(), results);
    CheckJob.refuseWhenStopped(results);
    context.approvals().approve(context.run().id(), context.staging());
  }
}
