package io.truecount.jobs.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.truecount.identity.IdentityTables;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.quality.Accuracy;
import io.truecount.source.PlainFiles;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the identities of a generated lake with the truth that was generated with it. */
final class DemoTruth {
  private DemoTruth() {}

  /**
   * Precision and recall over all pairs of identifiers that the truth and the identity map both
   * know. Cost: one join and three aggregations of identifiers.
   */
  static Accuracy accuracy(RunContext context, Path lake) {
    Dataset<Row> truth =
        PlainFiles.read(
            context.spark(), lake.resolve("truth").resolve("identifiers-*.csv").toString());
    Dataset<Row> map = context.staging().read(IdentityTables.map().name());
    Dataset<Row> both =
        truth
            .join(
                map,
                truth
                    .col("identifier_type")
                    .equalTo(map.col(IdentityTables.TYPE))
                    .and(truth.col("identifier_value").equalTo(map.col(IdentityTables.VALUE))))
            .select("person", IdentityTables.CUSTOMER_ID)
            .persist();
    double right = pairs(both, "person", IdentityTables.CUSTOMER_ID);
    double together = pairs(both, IdentityTables.CUSTOMER_ID);
    double belonging = pairs(both, "person");
    both.unpersist();
    return new Accuracy(right / together, right / belonging);
  }

  /** Number of pairs of rows that agree in the columns. */
  private static double pairs(Dataset<Row> rows, String... columns) {
    Column[] by = java.util.Arrays.stream(columns).map(c -> col(c)).toArray(Column[]::new);
    Column n = col("n");
    Row total =
        rows.groupBy(by)
            .agg(count(lit(1)).as("n"))
            .agg(sum(n.multiply(n.minus(1)).divide(2)))
            .collectAsList()
            .get(0);
    return total.isNullAt(0) ? 0 : total.getDouble(0);
  }
}
