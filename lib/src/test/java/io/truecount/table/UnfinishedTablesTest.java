package io.truecount.table;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a kill, a full disk or lost power leaves of a table's creation does not block the next. */
@Tag("slow")
final class UnfinishedTablesTest {
  private static final TableDefinition TABLE =
      new TableDefinition(
          "one", "one number", List.of("id"), List.of(new Column("id", LongType, "the number")));
  private static final String FIRST = "00000000000000000000.json";

  @TempDir Path warehouse;

  /** States of a folder, made of a whole first commit. */
  private enum Left {
    EMPTY_FOLDER,
    EMPTY_LOG,
    TEMPORARY_COMMIT,
    EMPTY_COMMIT,
    HALF_A_COMMIT,
    COMMIT_WITHOUT_SCHEMA,
    CHECKSUM_ALONE,
    EMPTY_CHECKPOINT,
    DATA_WITHOUT_LOG,
    DATA_WITH_EMPTY_COMMIT;

    void make(Path folder, String commit) throws IOException {
      Path log = folder.resolve("_delta_log");
      Files.createDirectories(this == EMPTY_FOLDER || this == DATA_WITHOUT_LOG ? folder : log);
      switch (this) {
        case EMPTY_FOLDER, EMPTY_LOG -> {}
        case TEMPORARY_COMMIT -> Files.writeString(log.resolve("." + FIRST + ".1.tmp"), commit);
        case EMPTY_COMMIT -> Files.writeString(log.resolve(FIRST), "");
        case HALF_A_COMMIT ->
            Files.writeString(log.resolve(FIRST), commit.substring(0, commit.length() / 2));
        case COMMIT_WITHOUT_SCHEMA ->
            Files.writeString(log.resolve(FIRST), commit.lines().findFirst().orElseThrow() + "\n");
        case CHECKSUM_ALONE -> Files.writeString(log.resolve(FIRST.replace("json", "crc")), "{");
        case EMPTY_CHECKPOINT ->
            Files.writeString(log.resolve(FIRST.replace("json", "checkpoint.parquet")), "");
        case DATA_WITHOUT_LOG -> Files.writeString(folder.resolve("part-0.parquet"), "rows");
        case DATA_WITH_EMPTY_COMMIT -> {
          Files.writeString(log.resolve(FIRST), "");
          Files.writeString(folder.resolve("part-0.parquet"), "rows");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Left.class)
  void an_unfinished_delta_table_is_created_again(Left left) throws IOException {
    TableStore good = store(TableFormat.DELTA);
    good.ensure(TABLE);
    Path folder = warehouse.resolve("cdp/one");
    String commit = Files.readString(folder.resolve("_delta_log").resolve(FIRST));
    delete(folder);
    left.make(folder, commit);

    TableStore store = store(TableFormat.DELTA);
    assertThat(store.exists("one")).isFalse();
    assertThat(store.tables()).isEmpty();
    store.repair();
    assertThat(publishes(store)).isTrue();
    Path aside = warehouse.resolve("_staging/unfinished/one-1/part-0.parquet");
    assertThat(Files.exists(aside)).isEqualTo(left.name().startsWith("DATA"));
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_whole_table_stays(TableFormat format) {
    TableStore store = store(format);
    store.ensure(TABLE);
    store.repair();
    assertThat(store.exists("one")).isTrue();
    assertThat(publishes(store)).isTrue();
    store.repair();
    assertThat(store.read("one")).hasRows("1");
  }

  /** Between the file and the catalog's row. */
  @Test
  void a_folder_that_iceberg_s_catalog_does_not_know_is_used() throws IOException {
    Files.createDirectories(warehouse.resolve("cdp/one/metadata"));
    Files.writeString(warehouse.resolve("cdp/one/metadata/00000-a.metadata.json"), "{");
    TableStore store = store(TableFormat.ICEBERG);
    store.repair();
    assertThat(publishes(store)).isTrue();
  }

  @Test
  void an_iceberg_table_without_its_first_state_is_created_again() throws IOException {
    for (String text : List.of("", "{\"format-version\": 2, ")) {
      store(TableFormat.ICEBERG).ensure(TABLE);
      Files.writeString(newestState(), text);
      TableStore store = store(TableFormat.ICEBERG);
      store.repair();
      assertThat(store.exists("one")).isFalse();
    }
    store(TableFormat.ICEBERG).ensure(TABLE);
    delete(warehouse.resolve("cdp/one"));
    TableStore store = store(TableFormat.ICEBERG);
    store.repair();
    assertThat(publishes(store)).isTrue();
  }

  @Test
  void an_iceberg_table_without_its_newest_state_goes_back_to_the_one_before() throws IOException {
    TableStore store = store(TableFormat.ICEBERG);
    assertThat(publishes(store)).isTrue();
    stage(store);
    Files.writeString(newestState(), "");

    TableStore again = store(TableFormat.ICEBERG);
    again.repair();
    assertThat(again.read("one")).hasRows("1");
    assertThat(publishes(again)).isTrue();
  }

  private static void stage(TableStore store) {
    SparkSession spark = SparkSession.active();
    store
        .staging("run")
        .overwrite(TABLE, spark.createDataset(List.of(1L), Encoders.LONG()).toDF("id"));
  }

  private static boolean publishes(TableStore store) {
    stage(store);
    store.staging("run").publish(List.of("one"), 1);
    return store.read("one").count() == 1;
  }

  private Path newestState() throws IOException {
    try (Stream<Path> files = Files.list(warehouse.resolve("cdp/one/metadata"))) {
      return files
          .filter(file -> file.toString().endsWith(".metadata.json"))
          .max(
              Comparator.comparing((Path file) -> file.getFileName().toString().substring(0, 5))
                  .thenComparing(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private TableStore store(TableFormat format) {
    TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
    return TableStore.open(SharedSpark.session(config), config);
  }
}
