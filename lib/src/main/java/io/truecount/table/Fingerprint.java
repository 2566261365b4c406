package io.truecount.table;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;

/**
 * Row count and sum of 64-bit row hashes: equal for equal contents in any order. Cost: one scan.
 */
record Fingerprint(long rows, BigDecimal hash) {
  static Fingerprint of(Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(rows.schema().fields()).map(Fingerprint::hashable).toArray(Column[]::new);
    Row result =
        rows.agg(count(lit(1)), sum(xxhash64(columns).cast("decimal(20,0)")))
            .collectAsList()
            .get(0);
    BigDecimal hash = result.isNullAt(1) ? BigDecimal.ZERO : result.getDecimal(1);
    return new Fingerprint(result.getLong(0), hash);
  }

  /** Maps have no order and so no hash of their own. */
  private static Column hashable(StructField field) {
    Column column = col(Schemas.quoted(field.name()));
    return field.dataType() instanceof MapType ? array_sort(map_entries(column)) : column;
  }
}
