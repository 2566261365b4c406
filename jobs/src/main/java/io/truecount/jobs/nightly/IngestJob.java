package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.Interval;
import io.truecount.event.ChangedFiles;
import io.truecount.event.DamagedFiles;
import io.truecount.event.Decisions;
import io.truecount.event.EventTables;
import io.truecount.event.Ingest;
import io.truecount.event.IngestResult;
import io.truecount.jobs.cli.Numbers;
import io.truecount.project.TableSet;
import io.truecount.quality.CheckResult;
import io.truecount.quality.SilentFiles;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** From the lake's files of an interval to events; what is refused goes to quarantine. */
final class IngestJob implements Step {
  /** Every load time. */
  private static final Interval ALWAYS =
      new Interval(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-01-01T00:00:00Z"));

  private record Decided(Ingest.Input input, Dataset<Row> decisions) {}

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> EventTables.all(properties);
  }

  @Override
  public String run(RunContext context) {
    context.staging().discardAll(); // what a killed attempt has left
    Interval interval = context.run().interval();
    Ingest.Context given =
        new Ingest.Context(
            context.run().id(),
            context.config().lake(),
            context.config().sources(),
            context.project().capabilities().formats(),
            interval);
    Optional<Held> held = Held.of(context);
    DamagedFiles.Passed<Decided> passed =
        DamagedFiles.refused(context.spark(), given, c -> decided(context, c, held));
    Ingest.Context ingest = passed.context();
    Ingest.Input input = passed.result().input;
    Dataset<Row> decisions = passed.result().decisions.persist(StorageLevel.MEMORY_AND_DISK());
    try (IngestResult result = Ingest.apply(input, decisions, ingest)) {
      stage(context, result, held, decisions);
    }
    ChangedFiles.refuse(context.spark(), ingest, input);
    warnOfSilentFiles(context, ingest, input, decisions);
    decisions.unpersist();
    counts(context);
    return "%s of %s records accepted%s"
        .formatted(
            Numbers.whole(context.summary().totalRecords().accepted()),
            Numbers.whole(context.summary().totalRecords().read()),
            nothingFrom(context));
  }

  private static Decided decided(RunContext context, Ingest.Context ingest, Optional<Held> held) {
    Ingest.Input input = Ingest.input(context.spark(), ingest);
    Dataset<Row> keys =
        held.map(h -> Ingest.keys(h.events(), ingest.interval()))
            .orElseGet(() -> Decisions.noKeys(input.records()));
    return new Decided(input, Ingest.decide(input, keys));
  }

  private static void warnOfSilentFiles(
      RunContext context, Ingest.Context ingest, Ingest.Input input, Dataset<Row> decisions) {
    Dataset<Row> events =
        context
            .staging()
            .read(EventTables.EVENTS)
            .filter(loaded(context.run().interval()).condition());
    List<CheckResult> warnings =
        SilentFiles.of(Ingest.silentFiles(input, decisions, events, ingest));
    context.ledger().checks(context.run(), context.clock().instant(), warnings);
    context.summary().checks().addAll(warnings);
  }

  /** A source of which nothing was read is worth a look. */
  private static String nothingFrom(RunContext context) {
    String sources =
        context.summary().records().entrySet().stream()
            .filter(source -> source.getValue().read() == 0)
            .map(Map.Entry::getKey)
            .collect(joining(", "));
    return sources.isEmpty() ? "" : "; nothing read from " + sources;
  }

  private static void stage(
      RunContext context, IngestResult result, Optional<Held> held, Dataset<Row> decisions) {
    Staging staging = context.staging();
    StructType properties = context.config().properties();
    TableDefinition table = held.map(Held::table).orElse(EventTables.events(properties));
    TableDefinition conflictTable =
        held.map(Held::conflicts).orElse(EventTables.eventsConflict(properties));
    Interval interval = context.run().interval();
    Dataset<Row> added = table.conform(EventTables.events(properties).require(result.events()));
    Dataset<Row> lost =
        conflictTable.conform(EventTables.eventsConflict(properties).require(result.conflicts()));
    if (held.isEmpty()) {
      staging.replace(table, loaded(interval), added);
      staging.replace(conflictTable, ofThisRun(context), lost);
    } else {
      stage(context, held.get(), decisions, added, lost);
    }
    staging.replace(EventTables.quarantine(), loaded(interval), result.quarantine());
    staging.replace(EventTables.ingestCounts(), ofThisRun(context), result.counts());
  }

  private static void stage(
      RunContext context,
      Held held,
      Dataset<Row> decisions,
      Dataset<Row> added,
      Dataset<Row> lost) {
    Staging staging = context.staging();
    Interval interval = context.run().interval();
    Interval span = held.isRetyped() ? ALWAYS : Ingest.span(decisions, held.displaced(), interval);
    Dataset<Row> events =
        added.unionByName(Ingest.staying(held.events(), decisions, span, interval));
    Dataset<Row> conflicts = lost.unionByName(displaced(context, held.events(), decisions));
    if (held.isRetyped()) {
      Dataset<Row> ofOthers = held.lost().filter(not(ofThisRun(context).condition()));
      staging.overwrite(held.table(), events);
      staging.overwrite(held.conflicts(), conflicts.unionByName(ofOthers));
    } else {
      staging.replace(held.table(), loaded(span), events);
      staging.replace(held.conflicts(), ofThisRun(context), conflicts);
    }
  }

  private static Dataset<Row> displaced(
      RunContext context, Dataset<Row> held, Dataset<Row> decisions) {
    return Ingest.displacedConflicts(held, decisions)
        .withColumn(EventTables.RUN_ID, lit(context.run().id()));
  }

  private static Slice loaded(Interval interval) {
    return new Slice.During(EventTables.LOADED_AT, interval.start(), interval.end());
  }

  private static Slice ofThisRun(RunContext context) {
    return new Slice.Equal(EventTables.RUN_ID, context.run().id());
  }

  /** One row a source. */
  private static void counts(RunContext context) {
    TableDefinition table = EventTables.ingestCounts();
    context
        .staging()
        .read(table.name())
        .filter(ofThisRun(context).condition())
        .orderBy(col(EventTables.SOURCE))
        .collectAsList()
        .forEach(
            row ->
                context
                    .summary()
                    .records()
                    .put(
                        row.getAs(EventTables.SOURCE),
                        new Summary.Counts(
                            row.getAs("read"),
                            row.getAs("accepted"),
                            row.getAs("duplicate"),
                            row.getAs("conflict"),
                            row.getAs("quarantined"))));
  }
}
