package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.config.Interval;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.event.EventKeys;
import io.truecount.event.EventTables;
import io.truecount.metric.MetricTables;
import io.truecount.model.Model;
import io.truecount.model.ModelTables;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import io.truecount.quality.CheckResult;
import io.truecount.quality.Checks;
import io.truecount.quality.CountsAddUp;
import io.truecount.quality.ModelTests;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import io.truecount.table.TouchedLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Examines what the run has computed; a failed check of severity stop keeps the last release. */
final class CheckJob implements Step {
  static final String NAME = "check";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    List<String> tables = new ArrayList<>(Step.customerTables(project));
    tables.add(AudienceTables.members().name());
    if (!project.manifest().metrics().isEmpty()) {
      tables.add(MetricTables.metrics().name());
    }
    return tables;
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> List.of(TouchedLog.TABLE);
  }

  @Override
  public String run(RunContext context) {
    context.approvals().withdraw(context.run().id());
    context.touches().stage();
    Map<String, Long> rows = rows(context);
    Map<Model, Dataset<Row>> models = PromisingModels.rows(context);
    List<CheckResult> results = new ArrayList<>();
    results.addAll(counts(context));
    results.addAll(keys(context, models, rows));
    models.forEach(
        (model, its) -> results.addAll(ModelTests.run(model.name(), model.tests(), its)));
    results.addAll(minRows(context, rows));
    results.addAll(SourceChecks.of(context));
    results.addAll(IdentityQualities.check(context));
    results.addAll(AudienceSizes.check(context));
    results.addAll(AudienceExclusions.check(context));
    results.addAll(Parities.check(context));

    context.ledger().rows(context.run(), context.clock().instant(), rows);
    context.ledger().checks(context.run(), context.clock().instant(), results);
    refuseWhenStopped(results);
    context.approvals().approve(context.run().id(), context.staging());
    List<CheckResult> all = context.checks();
    long warnings = all.stream().filter(result -> !result.passed()).count();
    return "%d checks, %d warnings".formatted(all.size(), warnings);
  }

  private static Map<String, Long> rows(RunContext context) {
    Map<String, Long> rows = new TreeMap<>();
    for (String table : context.staging().staged()) {
      rows.put(table, context.staging().rows(table));
    }
    return rows;
  }

  static List<CheckResult> counts(RunContext context) {
    List<Row> counts =
        context
            .staging()
            .read(EventTables.ingestCounts().name())
            .filter(col(EventTables.RUN_ID).equalTo(context.run().id()))
            .collectAsList();
    List<CheckResult> results = new ArrayList<>();
    if (!counts.isEmpty()) {
      results.addAll(CountsAddUp.of(counts, stored(context)));
    }
    results.addAll(
        QuarantineReasons.explain(
            context, Checks.quarantineShare(counts, context.config().checks().quarantineShare())));
    return results;
  }

  /**
   * What the run has made of its own records, by outcome. Events of other loads that it has
   * displaced or given back bear its id as well, and were loaded outside of its interval.
   */
  private static Map<String, Dataset<Row>> stored(RunContext context) {
    Interval interval = context.run().interval();
    Column own =
        EventTables.loadedIn(interval)
            .condition()
            .and(EventTables.ofRun(context.run().id()).condition());
    Map<String, Dataset<Row>> stored = new LinkedHashMap<>();
    EventTables.BY_OUTCOME.forEach(
        (outcome, table) -> stored.put(outcome, newest(context.staging(), table).filter(own)));
    return stored;
  }

  /** What a run has made of its records is in the files that it has staged. */
  private static Dataset<Row> newest(Staging staging, String table) {
    return staging.staged().contains(table) ? staging.readAdded(table) : staging.read(table);
  }

  static List<CheckResult> keys(
      RunContext context, Map<Model, Dataset<Row>> models, Map<String, Long> rows) {
    Staging staging = context.staging();
    List<String> staged = staging.staged();
    Map<TableDefinition, Dataset<Row>> tables = new LinkedHashMap<>();
    for (TableDefinition table : context.project().tables()) {
      if (staged.contains(table.name()) && !table.key().isEmpty()) {
        tables.put(table, staging.read(table.name()));
      }
    }
    models.forEach(
        (model, its) -> {
          if (!model.uniqueKey().isEmpty()) {
            tables.put(ModelTables.definition(model, its.schema()), its);
          }
        });
    long about = tables.keySet().stream().mapToLong(t -> rows.getOrDefault(t.name(), 0L)).sum();
    return Checks.uniqueKeys(tables, hashes(staging), about);
  }

  /** Of events those that the run has staged are looked up, where there is a complete index. */
  private static Map<String, Dataset<Row>> hashes(Staging staging) {
    boolean isIndexed =
        staging.staged().contains(EventKeys.EVENT_KEYS) && EventKeys.isComplete(staging);
    return isIndexed ? Map.of(EventTables.EVENTS, EventKeys.staged(staging)) : Map.of();
  }

  private static List<CheckResult> minRows(RunContext context, Map<String, Long> rows) {
    return context.config().checks().rows().stream()
        .map(config -> Checks.minRows(config, rows(context, rows, config.table())))
        .toList();
  }

  /** A table that this run did not touch has the rows that it had. */
  private static long rows(RunContext context, Map<String, Long> staged, String table) {
    if (staged.containsKey(table)) {
      return staged.getOrDefault(table, 0L);
    }
    return context.staging().exists(table) ? context.staging().rows(table) : 0;
  }

  static void refuseWhenStopped(List<CheckResult> results) {
    List<Problem> stops =
        results.stream()
            .filter(CheckResult::stops)
            .map(
                result ->
                    new Problem(
                        "check %s failed: %s".formatted(result.check(), result.observed()),
                        result.subject(),
                        "expected " + result.expected(),
                        result.remedy().isEmpty()
                            ? "nothing was published, the last release stands; see the table checks"
                            : "nothing was published, the last release stands; " + result.remedy()))
            .toList();
    if (!stops.isEmpty()) {
      throw TruecountException.refused(stops);
    }
  }
}
