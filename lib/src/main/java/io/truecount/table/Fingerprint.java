package io.truecount.table;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.math.BigDecimal;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Row count and sum of {@link RowHash row hashes}: equal for equal contents in any order. Cost: one
 * scan.
 */
record Fingerprint(long rows, BigDecimal hash) {
  static Fingerprint of(Dataset<Row> rows) {
    Row result =
        rows.agg(count(lit(1)), sum(RowHash.of(rows.schema()).cast("decimal(20,0)")))
            .collectAsList()
            .get(0);
    BigDecimal hash = result.isNullAt(1) ? BigDecimal.ZERO : result.getDecimal(1);
    return new Fingerprint(result.getLong(0), hash);
  }
}
