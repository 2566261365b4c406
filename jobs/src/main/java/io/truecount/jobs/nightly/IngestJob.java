package io.truecount.jobs.nightly;

import io.truecount.config.Interval;
import io.truecount.config.NightlyConfig;
import io.truecount.config.Run;
import io.truecount.event.ChangedFiles;
import io.truecount.event.EventKeys;
import io.truecount.event.EventTables;
import io.truecount.event.FirstPass;
import io.truecount.event.Ingest;
import io.truecount.event.IngestResult;
import io.truecount.event.LateDelivery;
import io.truecount.event.PublishedEvents;
import io.truecount.event.RecordCounts;
import io.truecount.event.TouchedLoads;
import io.truecount.project.TableSet;
import io.truecount.quality.CheckResult;
import io.truecount.quality.SilentFiles;
import io.truecount.table.Staging;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Turns the lake's files of an interval into events; refused records go to quarantine. */
final class IngestJob implements Step {
  /** The step that begins every attempt at a run. */
  static final String NAME = "ingest";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> EventTables.all(properties);
  }

  @Override
  public String run(RunContext context) {
    Run run = context.run();
    Staging staging = context.staging();
    staging.discardAll(); // what a killed attempt has left
    PublishedEvents published = published(context);
    Ingest.Context given =
        Ingest.Context.of(run, context.config(), context.project().capabilities().formats());
    FirstPass first = FirstPass.of(context.spark(), given, published);
    first.decisions().persist(StorageLevel.MEMORY_AND_DISK());
    TouchedLoads touched = LateDelivery.touched(published, first.decisions(), run);
    try (IngestResult result = first.apply()) {
      LateDelivery.parts(published, result, first.decisions(), touched, run)
          .forEach(part -> part.stage(staging));
      context.touches().begin(touched(context, published, touched));
      result.parts(run).forEach(part -> part.stage(staging));
    }
    Map<String, RecordCounts> records = Summary.records(context);
    EventKeys.part(published, staging, touched, Summary.total(records).accepted()).stage(staging);
    ChangedFiles.refuse(context.spark(), first.context(), first.input());
    warnOfSilentFiles(context, first);
    first.decisions().unpersist();
    return Summary.accepted(records) + rebuilt(context, published);
  }

  /** Says that the published index could not be used. */
  private static String rebuilt(RunContext context, PublishedEvents published) {
    boolean isUnused = published.index().isEmpty() && context.releases().last().isPresent();
    return isUnused ? "; event_keys did not match events, and was built from all of them" : "";
  }

  private static List<Touched> touched(
      RunContext context, PublishedEvents published, TouchedLoads loads) {
    if (context.extent() == RunContext.Extent.FULL) {
      return List.of(Touched.everything(NAME, "asked for by --full"));
    }
    return everything(context, published)
        .map(why -> List.of(Touched.everything(NAME, why)))
        .orElseGet(() -> loads.intervals().stream().map(load -> loaded(context, load)).toList());
  }

  /** Why a run computes everything, whatever it loads. */
  static Optional<String> everything(RunContext context) {
    return everything(context, published(context));
  }

  private static Optional<String> everything(RunContext context, PublishedEvents published) {
    if (published.isRetyped()) {
      return Optional.of("a property has another type");
    }
    long events = context.staging().rows(EventTables.EVENTS);
    long enough = context.config().nightly().incrementalFrom();
    return events < enough
        ? Optional.of(
            "%,d events are fewer than %s = %,d, so that it takes less time"
                .formatted(events, NightlyConfig.SETTING, enough))
        : Optional.empty();
  }

  private static Touched loaded(RunContext context, Interval load) {
    Interval own = context.run().interval();
    String why =
        load.equals(own)
            ? "loaded by this run"
            : load.contains(own.start())
                ? "loaded by this run, and the days of events that it displaced"
                : "the days of events that this run displaced";
    return new Touched(NAME, What.LOADS, load.toString(), OptionalLong.empty(), why);
  }

  private static PublishedEvents published(RunContext context) {
    Optional<Run> repeated =
        Optional.of(context.run()).filter(run -> context.releases().holds(run.id()));
    return PublishedEvents.in(
        context.spark(), context.staging(), context.config().properties(), repeated);
  }

  private static void warnOfSilentFiles(RunContext context, FirstPass first) {
    Dataset<Row> events =
        context
            .staging()
            .readAdded(EventTables.EVENTS)
            .filter(EventTables.loadedIn(context.run().interval()).condition());
    List<CheckResult> warnings = SilentFiles.of(first.silentFiles(events));
    context.ledger().checks(context.run(), context.clock().instant(), warnings);
  }
}
