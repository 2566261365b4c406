package io.truecount.event;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.Interval;
import io.truecount.config.ProjectConfig;
import io.truecount.config.Run;
import io.truecount.config.SourceConfig;
import io.truecount.source.SourceFiles;
import io.truecount.source.SourceFormats;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.Positions;
import io.truecount.source.record.Records;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * From files to events, in two passes over the input: {@link #decide} looks at keys only and says
 * what becomes of every record; {@link #apply} makes the events of those that are accepted. So the
 * wide rows are never shuffled or sorted, and nothing but the decisions is kept in between: reading
 * and parsing again costs less than writing all records to scratch.
 *
 * <pre>
 *   first  = FirstPass.of(spark, context, published events)
 *   …the job persists first.decisions(): few rows…
 *   result = first.apply()
 * </pre>
 *
 * <p>Only the first pass decides. The second takes every record that the decisions do not name, and
 * fails at one that it would refuse.
 */
public final class Ingest {
  private static final Column[] PLACE = {
    col(Records.SOURCE), col(Records.FILE), col(Records.POSITION)
  };
  private static final int MOST_PLACES = 100_000;

  /** Keys are about as large as the compressed input; so many of them sort in memory. */
  private static final long BYTES_PER_PARTITION = 32L << 20;

  /**
   * What a run is called and reads.
   *
   * @param lake root of the sources' paths
   * @param sources all configured sources: those without a file are counted as zero
   * @param interval of load time
   * @param damaged why files are refused whole, by their URI; see {@link DamagedFiles}
   */
  public record Context(
      String runId,
      String lake,
      List<SourceConfig> sources,
      SourceFormats formats,
      Interval interval,
      Map<String, String> damaged) {
    public Context {
      sources = List.copyOf(sources);
      damaged = Map.copyOf(damaged);
    }

    /** No file is known to be damaged. */
    public Context(
        String runId,
        String lake,
        List<SourceConfig> sources,
        SourceFormats formats,
        Interval interval) {
      this(runId, lake, sources, formats, interval, Map.of());
    }

    /** What the run of a project reads; no file is known to be damaged. */
    public static Context of(Run run, ProjectConfig config, SourceFormats formats) {
      return new Context(run.id(), config.lake(), config.sources(), formats, run.interval());
    }

    Context without(Map<String, String> files) {
      return new Context(runId, lake, sources, formats, interval, files);
    }

    private InputFile marked(InputFile file) {
      String why = damaged.get(file.uri());
      return why == null ? file : file.refused(why);
    }
  }

  /**
   * All records of an interval, in the columns of {@link Records#schema}; lazy.
   *
   * @param read as the sources' readers give them
   * @param records contracts checked as well
   * @param files of each source that has any
   */
  public record Input(
      Dataset<Row> read, Dataset<Row> records, Map<SourceConfig, List<InputFile>> files) {
    private Input plus(Input other) {
      Map<SourceConfig, List<InputFile>> all = new LinkedHashMap<>(files);
      all.putAll(other.files);
      return new Input(read.union(other.read), records.union(other.records), all);
    }

    private long bytes() {
      return files.values().stream().flatMap(List::stream).mapToLong(InputFile::length).sum();
    }
  }

  private Ingest() {}

  /**
   * The records of an interval. Their files are listed at once.
   *
   * @throws io.truecount.error.TruecountException when there is no lake folder
   */
  public static Input input(SparkSession spark, Context context) {
    return input(spark, context, (source, files) -> files);
  }

  /** The records of the files that {@code choice} leaves of each source's. */
  private static Input input(
      SparkSession spark,
      Context context,
      BiFunction<SourceConfig, List<InputFile>, List<InputFile>> choice) {
    SourceFiles lake = new SourceFiles(spark.sparkContext().hadoopConfiguration(), context.lake());
    StructType properties = SourceConfig.properties(context.sources());
    List<Input> all = new ArrayList<>();
    for (SourceConfig source : context.sources()) {
      List<InputFile> listed =
          lake.list(source, context.interval()).stream().map(context::marked).toList();
      List<InputFile> files = choice.apply(source, listed);
      if (!files.isEmpty()) {
        Dataset<Row> read = context.formats.reader(source).read(spark, source, files, properties);
        all.add(new Input(read, Contract.checked(read, source), Map.of(source, files)));
      }
    }
    Dataset<Row> none = spark.createDataFrame(List.of(), Records.schema(properties));
    return all.stream().reduce(Input::plus).orElseGet(() -> new Input(none, none, Map.of()));
  }

  /**
   * What becomes of every record, in the columns of {@link Decisions#table}. Makes the first pass
   * at once; see {@link Decisions#decide}.
   */
  public static Dataset<Row> decide(Input input, PublishedKeys published) {
    int partitions = (int) (input.bytes() / BYTES_PER_PARTITION) + 1;
    return Decisions.decide(input.records(), published, partitions);
  }

  /**
   * The files that have bytes and gave no record, not even a refused one, by source. Parquet files
   * say themselves how many rows they have. Cost: one job over two columns of the run's rows, whose
   * result is as large as the list of files.
   *
   * @param decisions as {@link #decide} gave them, kept
   * @param events as the run has stored them, in the columns source and file at least
   */
  static Map<String, List<String>> silentFiles(
      Input input, Dataset<Row> decisions, Dataset<Row> events, Context context) {
    Column[] file = {col(Records.SOURCE), col(Records.FILE)};
    Set<String> heard =
        decisions.select(file).union(events.select(file)).distinct().collectAsList().stream()
            .map(row -> place(row.getString(0), row.getString(1)))
            .collect(toSet());
    Map<String, List<String>> silent = new TreeMap<>();
    input
        .files()
        .forEach(
            (source, files) -> {
              if (!context.formats.reader(source).emptyFilesHaveBytes()) {
                List<String> names =
                    files.stream()
                        .filter(
                            f -> f.length() > 0 && !heard.contains(place(source.name(), f.name())))
                        .map(InputFile::name)
                        .toList();
                silent.put(source.name(), names);
              }
            });
    return silent;
  }

  /**
   * Events, conflicts, quarantine and counts of a run. Reads the decisions for the places of the
   * records that are no events; the rest is lazy.
   *
   * <pre>
   *   records   event_id | position | price       decisions  position | outcome
   *             1        | 1        | 5                      2        | duplicate
   *             1        | 2        | 5                      4        | quarantined
   *             2        | 3        | 7
   *             3        | 4        | cheap
   *   events    event_id | position | price | run_id
   *             1        | 1        | 5     | r
   *             2        | 3        | 7     | r
   * </pre>
   *
   * @param decisions as {@link #decide} gave them, kept
   */
  public static IngestResult apply(Input input, Dataset<Row> decisions, Context context) {
    StructType properties = SourceConfig.properties(context.sources());
    Dataset<Row> read = input.read();
    Dataset<Row> lost =
        places(decisions, Decisions.DUPLICATE, Decisions.CONFLICT, Decisions.QUARANTINED);
    Dataset<Row> losers = Places.bitmaps(lost).persist(StorageLevel.MEMORY_AND_DISK());
    // all decisions in one go: asking for some conflicts would make them one by one
    losers.count();
    Dataset<Row> conflicts = places(decisions, Decisions.CONFLICT);
    return new IngestResult(
        good(Places.without(read, losers), EventTables.events(properties), context),
        good(conflicts(read, conflicts, context), EventTables.eventsConflict(properties), context),
        columns(
            decisions.filter(col(Decisions.OUTCOME).equalTo(Decisions.QUARANTINED)),
            EventTables.quarantine(),
            lit(context.runId())),
        OutcomeCounts.of(decisions, context),
        List.of(losers));
  }

  /** The places of the records and events with one of these outcomes. */
  static Dataset<Row> places(Dataset<Row> decisions, Object... outcomes) {
    return decisions.filter(col(Decisions.OUTCOME).isin(outcomes)).select(PLACE);
  }

  /** Conflicts are few: their lines alone are parsed once more, unless there are too many. */
  private static Dataset<Row> conflicts(Dataset<Row> read, Dataset<Row> places, Context context) {
    List<Row> found = places.limit(MOST_PLACES + 1).collectAsList();
    if (found.size() > MOST_PLACES) {
      return Places.at(read, Places.bitmaps(places));
    }
    Map<String, List<Long>> lines =
        found.stream()
            .collect(
                groupingBy(
                    row -> place(row.getString(0), row.getString(1)),
                    mapping(row -> row.getLong(2), toList())));
    Input again =
        input(read.sparkSession(), context, (source, files) -> only(source, files, lines));
    return Places.at(again.read(), Places.bitmaps(places));
  }

  private static List<InputFile> only(
      SourceConfig source, List<InputFile> files, Map<String, List<Long>> lines) {
    return files.stream()
        .filter(file -> lines.containsKey(place(source.name(), file.name())))
        .map(
            file ->
                file.only(
                    Positions.of(requireNonNull(lines.get(place(source.name(), file.name()))))))
        .toList();
  }

  private static String place(String source, String file) {
    return source + ":" + file;
  }

  /**
   * The decisions say which records are read once more. One that is refused now was not refused
   * when they were made: to leave it out would lose it, as it is in no other table.
   */
  private static Dataset<Row> good(Dataset<Row> rows, TableDefinition table, Context context) {
    Column place = concat_ws(":", col(Records.FILE), Positions.line(col(Records.POSITION)));
    Column fault =
        concat(
            place,
            lit(" was a good record when it was read first, and is refused now: "),
            lit("did the file change during the run? Run again when it is complete"));
    Column run = when(col(Records.REASON).isNull(), lit(context.runId()));
    return columns(rows, table, run.otherwise(raise_error(fault)));
  }

  private static Dataset<Row> columns(Dataset<Row> rows, TableDefinition table, Column runId) {
    return table.require(table.select(rows.withColumn(EventTables.RUN_ID, runId)));
  }
}
