package io.truecount.event;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.SourceConfig;
import io.truecount.source.Records;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** How many records of each source had which outcome. */
final class Counts {
  private static final List<String> OUTCOMES =
      List.of(Decisions.ACCEPTED, Decisions.DUPLICATE, Decisions.CONFLICT, Decisions.QUARANTINED);

  private Counts() {}

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
                OUTCOMES.stream()
                    .map(outcome -> records(List.of(outcome)).as(outcome))
                    .toArray(Column[]::new));
    return sources
        .join(counted, new String[] {Records.SOURCE}, "left")
        .withColumn(EventTables.RUN_ID, lit(context.runId()))
        .na()
        .fill(0)
        .select(
            EventTables.ingestCounts().columnNames().stream()
                .map(name -> col(name))
                .toArray(Column[]::new));
  }

  private static Column records(List<String> outcomes) {
    Column one = when(col(Decisions.OUTCOME).isin(outcomes.toArray()), col(Decisions.RECORDS));
    return coalesce(sum(one), lit(0L));
  }
}
