package io.truecount.event;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.truecount.config.Interval;
import io.truecount.config.SourceConfig;
import io.truecount.source.InputFile;
import io.truecount.source.Records;
import io.truecount.source.SourceFiles;
import io.truecount.source.SourceReader;
import io.truecount.table.TableDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * From files to events, in two passes over the input: {@link #decide} looks at keys only and says
 * what becomes of every record; {@link #apply} makes the events of those that are accepted. So the
 * wide rows are never shuffled or sorted, and nothing but the decisions is kept in between: reading
 * and parsing again costs less than writing all records to scratch.
 *
 * <pre>
 *   records   = Ingest.records(spark, lake, sources, interval)
 *   decisions = Ingest.decide(records, Ingest.keys(events outside of the interval))
 *   …the job writes decisions to scratch: few rows…
 *   result    = Ingest.apply(records, decisions as written, context)
 * </pre>
 */
public final class Ingest {
  private static final String[] PLACE = {Records.SOURCE, Records.FILE, Records.POSITION};
  private static final Column[] PLACE_COLUMNS =
      Arrays.stream(PLACE).map(functions::col).toArray(Column[]::new);
  private static final String[] KEY = {
    Records.SOURCE, Records.EVENT_ID, Records.FILE, Records.POSITION
  };
  private static final Column[] KEY_COLUMNS =
      Arrays.stream(KEY).map(functions::col).toArray(Column[]::new);
  private static final int MOST_FILES = 1000;

  /**
   * What a run is called and reads.
   *
   * @param sources all configured sources: those without a file are counted as zero
   */
  public record Context(String runId, List<SourceConfig> sources) {
    public Context {
      sources = List.copyOf(sources);
    }
  }

  private Ingest() {}

  /**
   * All records of an interval, contracts checked, in the columns of {@link Records#schema}. Lazy;
   * the files are listed at once.
   *
   * @throws io.truecount.error.TruecountException when there is no lake folder
   */
  public static Dataset<Row> records(
      SparkSession spark, String lake, List<SourceConfig> sources, Interval interval) {
    SourceFiles lakeFiles = new SourceFiles(spark.sparkContext().hadoopConfiguration(), lake);
    StructType properties = SourceConfig.properties(sources);
    List<Dataset<Row>> all = new ArrayList<>();
    for (SourceConfig source : sources) {
      List<InputFile> files = lakeFiles.list(source, interval);
      if (!files.isEmpty()) {
        SourceReader reader = SourceReader.of(source.format());
        all.add(Contract.checked(reader.read(spark, source, files, properties), source));
      }
    }
    return all.stream()
        .reduce(Dataset::union)
        .orElseGet(() -> spark.createDataFrame(List.of(), Records.schema(properties)));
  }

  /** The key columns of the events that a run does not replace: those loaded outside of it. */
  public static Dataset<Row> keys(Dataset<Row> events, Interval interval) {
    return Decisions.keys(events.filter(outside(interval)));
  }

  /**
   * What becomes of every record, in the columns of {@link Decisions#table}; see {@link
   * Decisions#decide}.
   */
  public static Dataset<Row> decide(Dataset<Row> records, Dataset<Row> heldKeys) {
    return Decisions.decide(records, heldKeys);
  }

  /**
   * Events, conflicts, quarantine and counts of a run. Asks the decisions for the files that hold
   * conflicts (a small job); the rest is lazy.
   *
   * @param decisions as {@link #decide} gave them, written down
   */
  public static IngestResult apply(Dataset<Row> records, Dataset<Row> decisions, Context context) {
    StructType properties = SourceConfig.properties(context.sources());
    Dataset<Row> good = records.filter(col(Records.REASON).isNull());
    Dataset<Row> lost = places(decisions, Decisions.DUPLICATE, Decisions.CONFLICT);
    Dataset<Row> conflicts = places(decisions, Decisions.CONFLICT);
    return new IngestResult(
        columns(good.join(lost, PLACE, "left_anti"), EventTables.events(properties), context),
        columns(
            inFilesOf(good, conflicts).join(conflicts, PLACE, "left_semi"),
            EventTables.eventsConflict(properties),
            context),
        columns(
            decisions.filter(col(Decisions.OUTCOME).equalTo(Decisions.QUARANTINED)),
            EventTables.quarantine(),
            context),
        Counts.of(decisions, context));
  }

  /**
   * The span of load time whose events a run must replace: its interval, and further where a record
   * beats an event of another load (an earlier delivery that arrived late; rare).
   */
  public static Interval span(Dataset<Row> decisions, Interval interval) {
    Row loads =
        decisions.filter(displaced()).agg(min(Records.LOADED_AT), max(Records.LOADED_AT)).head();
    if (loads.isNullAt(0)) {
      return interval;
    }
    Instant first = loads.getTimestamp(0).toInstant();
    Instant last = loads.getTimestamp(1).toInstant().plusNanos(1000);
    return new Interval(
        first.isBefore(interval.start()) ? first : interval.start(),
        last.isAfter(interval.end()) ? last : interval.end());
  }

  /**
   * The events of {@link #span} that stay as they are: held already, outside of the interval, and
   * not displaced. Together with {@link IngestResult#events} they are the span's new content.
   */
  public static Dataset<Row> staying(
      Dataset<Row> events, Dataset<Row> decisions, Interval span, Interval interval) {
    Dataset<Row> held = events.filter(inside(span).and(outside(interval)));
    Dataset<Row> displaced = decisions.filter(displaced()).select(KEY_COLUMNS);
    return inOrderOf(held, held.join(displaced, KEY, "left_anti"));
  }

  /** The displaced events whose payload differs from the winner's: conflicts as well. */
  public static Dataset<Row> displacedConflicts(Dataset<Row> events, Dataset<Row> decisions) {
    Dataset<Row> displaced = places(decisions, Decisions.DISPLACED_CONFLICT);
    return inOrderOf(events, events.join(displaced, PLACE, "left_semi"));
  }

  private static Dataset<Row> inOrderOf(Dataset<Row> table, Dataset<Row> rows) {
    return rows.select(Arrays.stream(table.columns()).map(functions::col).toArray(Column[]::new));
  }

  private static Dataset<Row> places(Dataset<Row> decisions, Object... outcomes) {
    return decisions.filter(col(Decisions.OUTCOME).isin(outcomes)).select(PLACE_COLUMNS);
  }

  /** Conflicts are few: only their files are read once more. */
  private static Dataset<Row> inFilesOf(Dataset<Row> records, Dataset<Row> places) {
    List<Row> files = places.select(Records.FILE).distinct().limit(MOST_FILES + 1).collectAsList();
    if (files.size() > MOST_FILES) {
      return records;
    }
    return records.filter(col(Records.FILE).isin(files.stream().map(f -> f.get(0)).toArray()));
  }

  private static Dataset<Row> columns(Dataset<Row> rows, TableDefinition table, Context context) {
    Column[] columns =
        table.columnNames().stream()
            .map(
                name -> name.equals(EventTables.RUN_ID) ? lit(context.runId()).as(name) : col(name))
            .toArray(Column[]::new);
    return rows.select(columns);
  }

  private static Column displaced() {
    return col(Decisions.OUTCOME).isin(Decisions.DISPLACED, Decisions.DISPLACED_CONFLICT);
  }

  private static Column inside(Interval interval) {
    return col(Records.LOADED_AT)
        .geq(lit(interval.start()))
        .and(col(Records.LOADED_AT).lt(lit(interval.end())));
  }

  private static Column outside(Interval interval) {
    return functions.not(inside(interval));
  }
}
