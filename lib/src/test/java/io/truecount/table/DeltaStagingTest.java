package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prepared commits: what they read, which files they touch, and what a kill leaves of them. */
@Tag("slow")
final class DeltaStagingTest {
  private static final TableDefinition ORDERS =
      new TableDefinition(
          "orders",
          "one order",
          List.of("id"),
          List.of(new Column("id", LongType, "number"), new Column("shop", StringType, "where")));
  private static final Slice WEB = new Slice.Equal("shop", "web");

  @TempDir Path warehouse;
  private SparkSession spark;

  @BeforeEach
  void open() {
    spark = SharedSpark.session(config());
  }

  /** The published table has a file of the slice, one outside of it, and one that holds both. */
  @Test
  void a_slice_is_replaced_without_a_rewrite_of_files_outside_of_it() {
    publishFiles("1|web", "2|store", "3|web,4|store");
    List<String> before = store().dataFiles("orders", store().version("orders"));
    Staging staging = store().staging("run-2");
    staging.replace(ORDERS, WEB, rows("5|web"));
    assertThat(staging.read("orders")).hasRows("2|store", "4|store", "5|web");
    assertThat(store().read("orders")).hasRows("1|web", "2|store", "3|web", "4|store");
    assertThat(staging.dataFiles("orders"))
        .containsOnlyOnceElementsOf(filesOf(before, "[2,store]"));
    assertThat(staging.dataFiles("orders"))
        .doesNotContainAnyElementsOf(filesOf(before, "[1,web]"))
        .doesNotContainAnyElementsOf(filesOf(before, "[3,web]"));
  }

  @Test
  void rows_with_null_in_the_slices_column_are_outside_of_it() {
    publishFiles("1|web,2|NULL");
    Staging staging = store().staging("run-2");
    staging.replace(ORDERS, WEB, rows());
    assertThat(staging.read("orders")).hasRows("2|NULL");
  }

  @Test
  void a_kill_between_staging_and_publish_loses_nothing() {
    publishFiles("1|web", "2|store");
    store().staging("run-2").replace(ORDERS, WEB, rows("3|web"));
    restart();
    assertThat(store().read("orders")).hasRows("1|web", "2|store");
    Staging again = store().staging("run-2");
    assertThat(again.staged()).containsExactly("orders");
    assertThat(again.read("orders")).hasRows("2|store", "3|web");
    String version = again.publish("orders", 2);
    assertThat(store().read("orders")).hasRows("2|store", "3|web");
    restart();
    assertThat(store().staging("run-2").publish("orders", 2)).isEqualTo(version);
  }

  /** The log has the commit, but the process ended before it deleted the prepared one. */
  @Test
  void a_kill_right_after_the_commit_is_not_repeated() throws IOException {
    publishFiles("1|web");
    Staging staging = store().staging("run-2");
    staging.replace(ORDERS, WEB, rows("2|web"));
    Path prepared = preparedCommit();
    String commit = Files.readString(prepared);
    String version = staging.publish("orders", 2);
    Files.writeString(prepared, commit);
    restart();
    Staging again = store().staging("run-2");
    assertThat(again.isOvertaken("orders", 2)).isFalse();
    assertThat(again.publish("orders", 2)).isEqualTo(version);
    assertThat(store().read("orders")).hasRows("2|web");
    assertThat(again.staged()).isEmpty();
  }

  @Test
  void staging_again_and_discarding_leave_no_data_files_behind() throws IOException {
    publishFiles("1|web");
    int published = dataFiles();
    Staging staging = store().staging("run-2");
    staging.replace(ORDERS, WEB, rows("2|web"));
    String first = staging.stagedVersion("orders");
    restart();
    store().staging("run-2").replace(ORDERS, WEB, rows("3|web"));
    assertThat(store().staging("run-2").stagedVersion("orders")).isNotEqualTo(first);
    assertThat(dataFiles()).isEqualTo(published + 1);
    store().staging("run-2").discardAll();
    assertThat(dataFiles()).isEqualTo(published);
    assertThat(store().read("orders")).hasRows("1|web");
  }

  @Test
  void rows_that_cannot_be_computed_leave_what_was_staged() {
    publishFiles("1|web");
    Staging staging = store().staging("run-2");
    staging.replace(ORDERS, WEB, rows("2|web"));
    Dataset<Row> failing =
        rows("3|web").selectExpr("id", "CAST(raise_error('broken') AS STRING) AS shop");
    assertThatThrownBy(() -> staging.replace(ORDERS, WEB, failing))
        .hasStackTraceContaining("broken");
    assertThat(staging.read("orders")).hasRows("2|web");
  }

  /** Each text is one data file of the table: rows with a comma between them. */
  private void publishFiles(String... files) {
    for (String file : files) {
      store().append(ORDERS, rows(file.split(",", -1)).coalesce(1));
    }
    assertThat(store().dataFiles("orders", store().version("orders"))).hasSize(files.length);
  }

  private List<String> filesOf(List<String> files, String row) {
    return files.stream()
        .filter(
            file ->
                spark.read().parquet(file).collectAsList().stream()
                    .anyMatch(its -> its.toString().equals(row)))
        .toList();
  }

  private Dataset<Row> rows(String... rows) {
    if (rows.length == 0) {
      return ORDERS.empty(spark);
    }
    String values =
        Arrays.stream(rows)
            .map(row -> row.split("\\|", -1))
            .map(r -> "(%sL, %s)".formatted(r[0], r[1].equals("NULL") ? r[1] : "'" + r[1] + "'"))
            .collect(Collectors.joining(", "));
    return spark.sql(
        "SELECT id, CAST(shop AS STRING) AS shop FROM VALUES %s AS t(id, shop)".formatted(values));
  }

  /** What the process had in memory is gone. */
  private void restart() {
    DeltaLog.clearCache();
    spark = SharedSpark.session(config());
  }

  private Path preparedCommit() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      return files
          .filter(f -> f.toString().endsWith("orders.commit.json"))
          .findFirst()
          .orElseThrow();
    }
  }

  private int dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(warehouse)) {
      return (int) files.filter(f -> f.toString().endsWith(".parquet")).count();
    }
  }

  private TableStore store() {
    return TableStore.open(spark, config());
  }

  private TableConfig config() {
    return new TableConfig(TableFormat.DELTA, warehouse.toString(), "cdp", Map.of());
  }
}
