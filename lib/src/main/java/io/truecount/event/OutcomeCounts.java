package io.truecount.event;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import io.truecount.config.SourceConfig;
import io.truecount.source.record.Records;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Counts the records of each source by outcome, and those accepted that have a value in each place
 * that the source maps to identifiers. A source without records has zeros.
 *
 * <pre>
 *   decisions   source | outcome     | records | identifier_paths
 *               web    | accepted    | 2       | [1, 2]
 *               web    | duplicate   | 1       | NULL
 *               web    | quarantined | 1       | NULL
 *   counts      source | read | accepted | duplicate | conflict | quarantined | identifier_paths
 *               web    | 4    | 2        | 1         | 0        | 1           | {email=1, user=2}
 *               shop   | 0    | 0        | 0         | 0        | 0           | NULL
 * </pre>
 */
final class OutcomeCounts {
  private static final List<String> OUTCOMES =
      List.of(Decisions.ACCEPTED, Decisions.DUPLICATE, Decisions.CONFLICT, Decisions.QUARANTINED);

  private OutcomeCounts() {}

  static Dataset<Row> of(Dataset<Row> decisions, Ingest.Context context) {
    Dataset<Row> sources =
        decisions
            .sparkSession()
            .createDataset(
                context.sources().stream().map(SourceConfig::name).toList(), Encoders.STRING())
            .toDF(Records.SOURCE);
    Dataset<Row> counted =
        decisions
            .groupBy(Records.SOURCE)
            .agg(
                records(OUTCOMES).as("read"),
                Stream.concat(
                        OUTCOMES.stream().map(outcome -> records(List.of(outcome)).as(outcome)),
                        paths(context.sources()))
                    .toArray(Column[]::new));
    Dataset<Row> counts =
        sources
            .join(counted, new String[] {Records.SOURCE}, "left")
            .withColumn(EventTables.RUN_ID, lit(context.runId()))
            .na()
            .fill(0)
            .withColumn(EventTables.IDENTIFIER_PATHS, byPath(context.sources()));
    return EventTables.ingestCounts().select(counts);
  }

  /** How many accepted records have a value in the first place of their source, the second, … */
  private static Stream<Column> paths(List<SourceConfig> sources) {
    int most = sources.stream().mapToInt(source -> source.mappedPaths().size()).max().orElse(0);
    return IntStream.range(0, most)
        .mapToObj(i -> sum(get(col(Records.IDENTIFIER_PATHS), lit(i))).as(path(i)));
  }

  private static Column byPath(List<SourceConfig> sources) {
    Column none = lit(null).cast(createMapType(StringType, LongType));
    return sources.stream()
        .filter(source -> !source.mappedPaths().isEmpty())
        .map(source -> when(col(Records.SOURCE).equalTo(source.name()), counts(source)))
        .reduce(none, (first, second) -> coalesce(first, second));
  }

  private static Column counts(SourceConfig source) {
    List<String> paths = source.mappedPaths();
    return map(
        IntStream.range(0, paths.size())
            .boxed()
            .flatMap(i -> Stream.of(lit(paths.get(i)), col(path(i))))
            .toArray(Column[]::new));
  }

  private static String path(int index) {
    return "path_" + index;
  }

  private static Column records(List<String> outcomes) {
    Column one = when(col(Decisions.OUTCOME).isin(outcomes.toArray()), col(Decisions.RECORDS));
    return coalesce(sum(one), lit(0L));
  }
}
