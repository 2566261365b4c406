package io.truecount.project;

import io.truecount.metric.check.ColumnQueries;
import io.truecount.metric.check.ColumnQueries.ColumnQuery;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;

/** What Spark cannot resolve of metrics in the tables of its session. No row is read. */
public final class MetricColumns {
  private final SparkSession spark;
  private final BiConsumer<AnalysisException, String> unresolved;
  private boolean resolved = true;

  private MetricColumns(SparkSession spark, BiConsumer<AnalysisException, String> unresolved) {
    this.spark = spark;
    this.unresolved = unresolved;
  }

  /**
   * Tries every entity, dimension and measure, and when all are there every metric over time.
   *
   * @param unresolved takes why, and {@code file:line} of the definition
   */
  public static void check(
      SparkSession spark, Planner planner, BiConsumer<AnalysisException, String> unresolved) {
    MetricColumns columns = new MetricColumns(spark, unresolved);
    for (ColumnQuery query :
        ColumnQueries.of(planner.manifest(), Dialect.SPARK, TableNames.bare())) {
      columns.resolve(query.sql(), query.where());
    }
    if (columns.resolved) {
      planner.manifest().metrics().forEach(metric -> columns.resolve(metric, planner));
    }
  }

  private void resolve(Metric metric, Planner planner) {
    ItemName time = ItemName.parse(ItemName.METRIC_TIME, planner.manifest());
    MetricQuery query = MetricQuery.of(List.of(metric.name()), List.of(time));
    String sql = planner.plan(query).sql(Dialect.SPARK, TableNames.bare());
    resolve(sql, metric.header().where());
  }

  private void resolve(String sql, String where) {
    AnalysisErrors.of(() -> spark.sql(sql).schema())
        .ifPresent(
            e -> {
              resolved = false;
              unresolved.accept(e, where);
            });
  }
}
