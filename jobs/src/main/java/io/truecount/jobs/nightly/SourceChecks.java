package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import io.truecount.config.ChecksConfig;
import io.truecount.config.Expected;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.config.SourceConfig;
import io.truecount.event.EventTables;
import io.truecount.event.RecordColumns;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.quality.CheckResult;
import io.truecount.quality.IdentifierChecks;
import io.truecount.quality.IdentifierCount;
import io.truecount.quality.MappedPaths;
import io.truecount.quality.PathCounts;
import io.truecount.quality.SourceVolume;
import io.truecount.quality.SourceVolume.Observed;
import io.truecount.quality.SourceVolume.Read;
import io.truecount.source.SourceFiles;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whether each source gave what it usually gives: records, and identifiers in them. */
final class SourceChecks {
  private static final String RUN_ID = EventTables.RUN_ID;

  /** Earlier runs whose counts are looked at. */
  private static final int RUNS = 400;

  private final RunContext context;
  private final List<Row> counts;

  private SourceChecks(RunContext context) {
    this.context = context;
    this.counts = ingestCounts(context);
  }

  /**
   * The checks of all sources. Cost: the counts of runs, some rows a night; the files of sources
   * that say what is expected of them are listed.
   */
  static List<CheckResult> of(RunContext context) {
    SourceChecks checks = new SourceChecks(context);
    List<CheckResult> results = new ArrayList<>(checks.volumes());
    results.addAll(checks.identifiers());
    results.addAll(checks.mappedPaths());
    return results;
  }

  private List<CheckResult> identifiers() {
    String table = IdentityRunTables.counts().name();
    if (!context.staging().exists(table)) {
      return List.of(); // of a release before this table
    }
    Dataset<Row> counts = context.staging().read(table);
    return IdentifierChecks.of(
        context.config().checks().identifiers(),
        context.config().identity(),
        context.config().sources(),
        identifierCounts(counts.where(col(RUN_ID).equalTo(context.run().id()))),
        identifierCounts(newest(counts.where(col(RUN_ID).lt(context.run().id())))));
  }

  private List<CheckResult> mappedPaths() {
    List<PathCounts> now = new ArrayList<>();
    List<PathCounts> before = new ArrayList<>();
    for (Row row : counts) {
      boolean ofThisRun = row.<String>getAs(RUN_ID).equals(context.run().id());
      (ofThisRun ? now : before).add(pathCounts(row));
    }
    return MappedPaths.of(
        context.config().checks().identifiers(),
        context.config().identity(),
        context.config().sources(),
        now,
        before,
        this::columns);
  }

  private static PathCounts pathCounts(Row row) {
    int paths = row.fieldIndex(EventTables.IDENTIFIER_PATHS);
    return new PathCounts(
        row.getAs(EventTables.SOURCE),
        row.<Long>getAs("accepted"),
        row.isNullAt(paths) ? Map.of() : row.getJavaMap(paths));
  }

  /** The newest counts of each source and type that are of enough records, or the newest. */
  private Dataset<Row> newest(Dataset<Row> counts) {
    long enough = context.config().checks().identifiers().minRecords();
    return counts
        .groupBy(EventTables.SOURCE, IdentityTables.TYPE)
        .agg(
            max_by(struct(col("*")), struct(col("records").geq(lit(enough)), col(RUN_ID)))
                .as("newest"))
        .select("newest.*");
  }

  /** As many as there are sources and types. */
  private static List<IdentifierCount> identifierCounts(Dataset<Row> counts) {
    return counts.collectAsList().stream().map(IdentifierCount::of).toList();
  }

  private Collection<String> columns(SourceConfig source) {
    Dataset<Row> own =
        context
            .staging()
            .read(EventTables.EVENTS)
            .where(EventTables.loadedIn(context.run().interval()).condition())
            .where(col(RUN_ID).equalTo(context.run().id()));
    return RecordColumns.of(own, source);
  }

  private List<CheckResult> volumes() {
    ChecksConfig checks = context.config().checks();
    List<CheckResult> results = new ArrayList<>();
    for (SourceConfig source : context.config().sources()) {
      observed(source)
          .map(observed -> SourceVolume.of(observed, checks.volume(), checks.expected()))
          .ifPresent(results::addAll);
    }
    return results;
  }

  /** Run ids sort by the beginning of their intervals. */
  private static List<Row> ingestCounts(RunContext context) {
    return context
        .read(EventTables.ingestCounts())
        .where(col(RUN_ID).leq(context.run().id()))
        .orderBy(col(RUN_ID).desc())
        .limit(RUNS * Math.max(1, context.config().sources().size()))
        .collectAsList();
  }

  /** Empty where the run has not read the source. */
  private Optional<Observed> observed(SourceConfig source) {
    List<Read> before = new ArrayList<>();
    Optional<Read> now = Optional.empty();
    for (Row row : counts) {
      if (row.<String>getAs(EventTables.SOURCE).equals(source.name())) {
        String run = row.getAs(RUN_ID);
        Read read = new Read(Run.interval(run), row.<Long>getAs("read"));
        if (run.equals(context.run().id())) {
          now = Optional.of(read);
        } else {
          before.add(read);
        }
      }
    }
    return now.map(read -> new Observed(source, read, before, withoutFiles(source)));
  }

  private List<LocalDate> withoutFiles(SourceConfig source) {
    boolean promised = source.expected() == Expected.DAILY || source.expected() == Expected.WEEKLY;
    if (!promised || source.isSnapshot()) {
      return List.of();
    }
    Interval interval = context.run().interval();
    return new SourceFiles(
            context.spark().sparkContext().hadoopConfiguration(), context.config().lake())
        .datesWithout(source, interval);
  }
}
