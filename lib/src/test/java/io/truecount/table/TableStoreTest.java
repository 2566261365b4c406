package io.truecount.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.error.TruecountException;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
final class TableStoreTest {
  private static final TableDefinition DAYS =
      new TableDefinition(
          "days",
          "one day",
          List.of("id"),
          List.of(
              new Column("id", LongType, "day number, it's unique"),
              new Column("at", TimestampType, "start of the day")));

  @TempDir Path warehouse;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void staged_rows_are_not_visible_until_they_are_published(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    Staging first = store.staging("run-1");
    first.overwrite(DAYS, days(spark, 1, 2));
    assertIds(first.read("days")).hasRows("1", "2");
    assertIds(store.read("days")).hasNoRows();

    String version = first.publish("days", 1);
    assertIds(store.read("days")).hasRows("1", "2");
    assertThat(first.staged()).isEmpty();
    assertThat(version).isEqualTo(store.version("days"));
    assertThat(first.publish("days", 1)).as("published again").isEqualTo(version);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void rows_are_those_that_a_run_reads(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    Staging run = store.staging("run-1");
    store.ensure(DAYS);
    assertThat(run.rows("days")).isZero();
    run.overwrite(DAYS, days(spark, 1, 2, 3));
    assertThat(run.rows("days")).isEqualTo(3);
    assertThat(store.staging("run-2").rows("days")).as("published").isZero();
    run.publish("days", 1);
    run.replace(DAYS, new Slice.Equal("id", "2"), days(spark, 7, 8));
    assertThat(run.rows("days")).isEqualTo(run.read("days").count()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void staging_survives_the_process_and_staging_again_replaces_it(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    store.staging("run-1").overwrite(DAYS, days(spark, 1, 2));
    store.staging("run-1").overwrite(DAYS, days(spark, 3));
    Staging again = TableStore.open(spark, config(format)).staging("run-1");
    assertThat(again.staged()).containsExactly("days");
    assertIds(again.read("days")).hasRows("3");
    again.discardAll();
    assertThat(again.staged()).isEmpty();
    assertIds(again.read("days")).hasNoRows();
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void an_interval_is_replaced_even_when_files_hold_both_sides_of_its_border(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    publish(store, "run-1", 1, days(spark, 1, 2, 3, 4));
    Staging staging = store.staging("run-2");
    staging.replace(DAYS, new Slice.During("at", day(2), day(4)), days(spark, 2));
    assertIds(staging.read("days")).hasRows("1", "2", "4");
    assertIds(parquet(spark, staging.dataFiles("days"))).hasRows("1", "2", "4");
    assertIds(store.read("days")).hasRows("1", "2", "3", "4");
    staging.publish("days", 2);
    assertIds(store.read("days")).hasRows("1", "2", "4");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void several_spans_are_replaced_and_files_between_them_stay(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    store.append(DAYS, days(spark, 1, 2));
    store.append(DAYS, days(spark, 3));
    store.append(DAYS, days(spark, 4, 5));
    List<String> before = store.dataFiles("days", store.version("days"));
    Slice ends =
        new Slice.AnyOf(
            List.of(
                new Slice.During("at", day(1), day(2)), new Slice.During("at", day(5), day(9))));

    Staging staging = store.staging("run-2");
    staging.replace(DAYS, ends, days(spark, 7));

    assertIds(staging.read("days")).hasRows("2", "3", "4", "7");
    assertThat(staging.dataFiles("days"))
        .filteredOn(before::contains)
        .singleElement()
        .satisfies(file -> assertIds(parquet(spark, List.of(file))).hasRows("3"));
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void rows_in_place_of_none_rewrite_no_file(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    store.append(DAYS, days(spark, 1, 2));
    store.append(DAYS, days(spark, 3));
    List<String> before = store.dataFiles("days", store.version("days"));

    Staging staging = store.staging("run-2");
    staging.replace(DAYS, new Slice.AnyOf(List.of()), days(spark, 7));

    assertIds(staging.read("days")).hasRows("1", "2", "3", "7");
    assertThat(staging.dataFiles("days")).containsAll(before);
  }

  /** Other writers leave none, and Delta itself none for a table of many files. */
  @Test
  void a_delta_table_without_checksums_is_listed_from_its_log() throws IOException {
    SparkSession spark = session(TableFormat.DELTA);
    TableStore store = TableStore.open(spark, config(TableFormat.DELTA));
    publish(store, "run-1", 1, days(spark, 1, 2, 3, 4));
    try (Stream<Path> files = Files.walk(warehouse)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
    DeltaLog.clearCache();
    TableStore later = TableStore.open(spark, config(TableFormat.DELTA));
    assertIds(later.read("days")).hasRows("1", "2", "3", "4");
    Staging staging = later.staging("run-2");
    staging.replace(DAYS, new Slice.During("at", day(2), day(4)), days(spark, 2));
    assertIds(parquet(spark, staging.dataFiles("days"))).hasRows("1", "2", "4");
    staging.publish("days", 2);
    assertIds(later.read("days")).hasRows("1", "2", "4");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void older_versions_stay_readable_and_their_files_hold_exactly_their_rows(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    String one = publish(store, "run-1", 1, days(spark, 1, 2));
    String two = publish(store, "run-2", 2, days(spark, 7));
    assertIds(store.read("days", one)).hasRows("1", "2");
    assertIds(store.read("days", two)).hasRows("7");
    assertIds(parquet(spark, store.dataFiles("days", one))).hasRows("1", "2");
    assertIds(parquet(spark, store.dataFiles("days", two))).hasRows("7");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_run_that_was_overtaken_does_not_undo_what_the_other_published(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    Staging slow = store.staging("slow");
    slow.overwrite(DAYS, days(spark, 1));
    publish(store, "quick", 1, days(spark, 2));
    assertThatThrownBy(() -> slow.publish("days", 2))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("table days")
        .hasMessageContaining("run the interval again");
    assertIds(store.read("days")).hasRows("2");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void new_columns_are_added_and_another_type_is_refused_where_rows_are_kept(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    publish(store, "run-1", 1, days(spark, 1));
    StructType nested = new StructType().add("x", StringType);
    TableDefinition wider =
        new TableDefinition(
            "days",
            "one day",
            List.of("id"),
            List.of(
                new Column("id", LongType, "day number"),
                new Column("more", nested, "added later")));
    store.ensure(wider);
    RowsAssert.assertThat(store.read("days")).columns("id", "more.x").hasRows("1|NULL");
    TableDefinition retyped =
        new TableDefinition(
            "days", "one day", List.of("id"), List.of(new Column("id", StringType, "text")));
    Dataset<Row> texts = days(spark, 2).select(col("id").cast(StringType));
    assertThatThrownBy(() -> store.append(retyped, texts))
        .hasMessageContaining("column id is stored as bigint but defined as string");
    assertThatThrownBy(
            () -> store.staging("run-2").replace(retyped, new Slice.Equal("id", "2"), texts))
        .hasMessageContaining("column id is stored as bigint but defined as string");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_ledger_is_appended_at_once(TableFormat format) {
    SparkSession spark = session(format);
    TableStore store = TableStore.open(spark, config(format));
    store.append(DAYS, days(spark, 1));
    store.append(DAYS, days(spark, 2));
    assertIds(store.read("days")).hasRows("1", "2");
    assertThat(store.tables()).containsExactly("days");
  }

  private String publish(TableStore store, String run, long release, Dataset<Row> rows) {
    Staging staging = store.staging(run);
    staging.overwrite(DAYS, rows);
    return staging.publish("days", release);
  }

  private SparkSession session(TableFormat format) {
    return SharedSpark.session(config(format));
  }

  private TableConfig config(TableFormat format) {
    return new TableConfig(format, warehouse.toString(), "cdp", Map.of());
  }

  private static Instant day(long id) {
    return Instant.ofEpochSecond(id * 86_400);
  }

  private static Dataset<Row> parquet(SparkSession spark, List<String> files) {
    return spark.read().parquet(files.toArray(String[]::new));
  }

  private static Dataset<Row> days(SparkSession spark, long... ids) {
    List<Long> list = java.util.Arrays.stream(ids).boxed().toList();
    return spark
        .createDataset(list, Encoders.LONG())
        .toDF("id")
        .coalesce(1)
        .withColumn("at", timestamp_seconds(col("id").multiply(86_400)));
  }

  private static RowsAssert assertIds(Dataset<Row> rows) {
    return RowsAssert.assertThat(rows).columns("id");
  }
}
