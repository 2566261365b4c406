package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A transformation that does not give the columns of its table fails where they are written. */
final class RequiredColumnsTest {
  private static final TableDefinition ORDERS =
      new TableDefinition(
          "orders",
          "one order",
          List.of("id"),
          List.of(
              new Column("id", LongType, "number"),
              new Column("shop", StringType, "where"),
              new Column("p", new StructType().add("coupon", StringType), "properties")));
  private static final String GOOD =
      "SELECT %dL AS id, 'web' AS shop, named_struct('coupon', 'A') AS p";

  /** Rows of a faulty transformation, and what is wrong with them. */
  private static final Map<String, String> FAULTS =
      Map.of(
          "SELECT 2L AS id, named_struct('coupon', 'A') AS p",
          "there is no column shop",
          "SELECT 2L AS id, 'web' AS shopp, named_struct('coupon', 'A') AS p",
          "there is no column shop; column shopp is not defined",
          "SELECT '2' AS id, 'web' AS shop, named_struct('coupon', 'A') AS p",
          "column id is string, not bigint",
          "SELECT 2L AS id, 'web' AS shop, named_struct('copon', 'A') AS p",
          "there is no column p.coupon; column p.copon is not defined",
          "SELECT 2L AS id, 'web' AS shop, named_struct('coupon', 7) AS p",
          "column p.coupon is int, not string");

  @TempDir Path warehouse;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void every_write_refuses_rows_of_other_columns_and_stages_nothing(TableFormat format) {
    TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
    SparkSession spark = SharedSpark.session(config);
    TableStore store = TableStore.open(spark, config);
    Staging first = store.staging("run-1");
    first.overwrite(ORDERS, spark.sql(GOOD.formatted(1)));
    first.publish("orders", 1);
    String version = store.version("orders");
    Staging staging = store.staging("run-2");
    FAULTS.forEach(
        (sql, message) -> {
          Dataset<Row> rows = spark.sql(sql);
          refused(message, () -> staging.overwrite(ORDERS, rows));
          refused(message, () -> staging.replace(ORDERS, new Slice.Equal("shop", "web"), rows));
          refused(message, () -> store.append(ORDERS, rows));
        });
    assertThat(staging.staged()).isEmpty();
    assertThat(store.version("orders")).isEqualTo(version);
    assertThat(store.read("orders")).hasRows("1|web|{A}");
  }

  /** What a run staged before a faulty attempt is not lost by it. */
  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void refused_rows_leave_what_is_staged(TableFormat format) {
    TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
    SparkSession spark = SharedSpark.session(config);
    Staging staging = TableStore.open(spark, config).staging("run-1");
    staging.overwrite(ORDERS, spark.sql(GOOD.formatted(1)));
    refused(
        "there is no column id", () -> staging.overwrite(ORDERS, ORDERS.empty(spark).drop("id")));
    assertThat(staging.read("orders")).hasRows("1|web|{A}");
  }

  @Test
  void select_leaves_out_other_columns_and_refuses_missing_ones() {
    Dataset<Row> rows =
        SharedSpark.session().sql("SELECT 'x' AS other, * FROM (%s)".formatted(GOOD.formatted(1)));
    assertThat(ORDERS.select(rows).columns()).containsExactly("id", "shop", "p");
    assertThat(ORDERS.select(rows)).hasRows("1|web|{A}");
    refused("there is no column shop", () -> ORDERS.select(rows.drop("shop")));
  }

  private static void refused(String message, ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid rows of table orders: " + message);
  }
}
