package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A definition that changes while rows are stored, and a table that is defined no more. */
@Tag("slow")
final class TableEvolutionTest {
  private static final TableDefinition ORDERS = orders("coupon", StringType);

  @TempDir Path warehouse;

  @Test
  void rows_without_a_column_or_with_another_type_are_refused_by_name() {
    SparkSession spark = SharedSpark.session();
    assertThatThrownBy(
            () -> ORDERS.require(rows(spark, "SELECT 1L AS id, named_struct('copon', 'A') AS p")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid rows of table orders: there is no column p.coupon; column p.copon is not"
                + " defined");
    assertThatThrownBy(
            () -> ORDERS.require(rows(spark, "SELECT 1 AS id, named_struct('coupon', 'A') AS p")))
        .hasMessage("Invalid rows of table orders: column id is int, not bigint");
    assertThat(ORDERS.require(rows(spark, "SELECT named_struct('coupon', 'A') AS p, 1L AS id")))
        .hasRows("1|{A}");
  }

  @Test
  void stored_rows_are_read_by_the_definition_of_today() {
    SparkSession spark = SharedSpark.session();
    Dataset<Row> stored = rows(spark, "SELECT 1L AS id, named_struct('coupon', '7') AS p");
    TableDefinition channel = orders("channel", StringType);
    assertThat(channel.conform(stored)).hasRows("1|{NULL}");
    assertThat(channel.withStored(stored.schema()).conform(stored)).hasRows("1|{NULL,7}");
    assertThat(orders("Coupon", StringType).conform(stored)).hasRows("1|{7}");
    Dataset<Row> numbers = rows(spark, "SELECT 1L AS id, named_struct('coupon', 7L) AS p");
    assertThat(orders("coupon", DoubleType).conform(numbers)).hasRows("1|{7.0}");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_table_that_is_written_as_a_whole_takes_other_types(TableFormat format) {
    SparkSession spark = SharedSpark.session(config(format));
    TableStore store = TableStore.open(spark, config(format));
    Dataset<Row> texts = rows(spark, "SELECT 1L AS id, named_struct('coupon', 'A') AS p");
    String first = publish(store, "run-1", 1, ORDERS, texts);
    TableDefinition numbers = orders("coupon", LongType);
    Staging staging = store.staging("run-2");
    staging.overwrite(numbers, rows(spark, "SELECT 1L AS id, named_struct('coupon', 7L) AS p"));
    assertThat(store.read("orders")).as("until it is published").hasRows("1|{A}");
    assertThat(numbers.require(staging.read("orders"))).hasRows("1|{7}");
    String second = staging.publish("orders", 2);
    assertThat(numbers.require(store.read("orders"))).hasRows("1|{7}");
    assertThat(numbers.require(store.read("orders", second))).hasRows("1|{7}");
    assertThat(ORDERS.require(store.read("orders", first))).hasRows("1|{A}");
    publish(store, "run-3", 3, ORDERS, texts);
    assertThat(ORDERS.require(store.read("orders"))).hasRows("1|{A}");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_retired_table_is_read_by_its_versions_and_comes_back_empty(TableFormat format) {
    SparkSession spark = SharedSpark.session(config(format));
    TableStore store = TableStore.open(spark, config(format));
    Dataset<Row> rows = rows(spark, "SELECT 1L AS id, named_struct('coupon', 'A') AS p");
    String version = publish(store, "run-1", 1, ORDERS, rows);
    store.retire("orders");
    store.retire("orders");
    assertThat(store.tables()).isEmpty();
    assertThat(store.exists("orders")).isFalse();
    assertThat(store.read("orders", version)).hasRows("1|{A}");
    assertThat(spark.read().parquet(files(store, version))).hasRows("1|{A}");
    assertThat(spark.sql("SELECT id FROM " + store.sql("orders", version))).hasRows("1");

    store.ensure(ORDERS);
    assertThat(store.read("orders")).hasNoRows();
    publish(
        store,
        "run-2",
        2,
        ORDERS,
        rows(spark, "SELECT 2L AS id, named_struct('coupon', 'B') AS p"));
    assertThat(store.read("orders")).hasRows("2|{B}");
    assertThat(store.read("orders", version)).hasRows("1|{A}");
    assertThat(store.tables()).containsExactly("orders");
  }

  private static String[] files(TableStore store, String version) {
    return store.dataFiles("orders", version).toArray(String[]::new);
  }

  private static String publish(
      TableStore store, String run, long release, TableDefinition table, Dataset<Row> rows) {
    Staging staging = store.staging(run);
    staging.overwrite(table, rows);
    return staging.publish(table.name(), release);
  }

  private static TableDefinition orders(String property, DataType type) {
    return new TableDefinition(
        "orders",
        "one order",
        List.of("id"),
        List.of(
            new Column("id", LongType, "number"),
            new Column("p", new StructType().add(property, type), "properties")));
  }

  private TableConfig config(TableFormat format) {
    return new TableConfig(format, warehouse.toString(), "cdp", Map.of());
  }

  private static Dataset<Row> rows(SparkSession spark, String sql) {
    return spark.sql(sql);
  }
}
