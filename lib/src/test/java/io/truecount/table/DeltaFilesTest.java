package io.truecount.table;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.testkit.SharedSpark;
import io.truecount.testkit.SparkWork;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files of a staged table a query opens; its rows are those of the table in memory. */
final class DeltaFilesTest {
  private static final TableDefinition VISITS =
      new TableDefinition(
          "visits",
          "one visit",
          List.of("id"),
          List.of(
              new Column("id", LongType, ""),
              new Column("at", TimestampType, ""),
              new Column("shop", StringType, "")));

  /** Longer than what Delta keeps of a text. */
  private static final String LONG = "web shop of a town with a long, long name";

  @TempDir static Path warehouse;
  private static SparkSession spark;
  private static Dataset<Row> staged;

  @BeforeAll
  static void stage() {
    TableConfig config = new TableConfig(TableFormat.DELTA, warehouse.toString(), "cdp", Map.of());
    spark = SharedSpark.session(config);
    TableStore store = TableStore.open(spark, config);
    store.append(VISITS, file("(1L, '2026-03-01 10:00:00.123456', 'app'), (2L, NULL, NULL)"));
    store.append(VISITS, file("(3L, '2026-03-02', 'shop'), (4L, '2026-03-02', '" + LONG + "')"));
    store.append(VISITS, file("(5L, NULL, NULL)"));
    Staging staging = store.staging("run");
    Slice gone = new Slice.Equal("shop", "gone");
    staging.replace(VISITS, gone, file("(6L, '2026-03-03', 'shop'), (7L, '2026-03-04', 'web')"));
    staged = staging.read("visits");
  }

  private static Dataset<Row> file(String rows) {
    return spark
        .sql(
            ("SELECT id, CAST(at AS TIMESTAMP) AS at, CAST(shop AS STRING) AS shop"
                    + " FROM VALUES %s AS t(id, at, shop)")
                .formatted(rows))
        .coalesce(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "at >= '2026-03-02' AND at < '2026-03-03' | 2",
        "at > '2026-03-02' | 3",
        "at <= '2026-03-01' | 1",
        "at < '2026-03-01 10:00:00.123' | 1",
        "at = '2026-03-01 10:00:00.123456' | 2",
        "at > '2026-03-01 10:00:00.123' AND at < '2026-03-02' | 2",
        "coalesce(at >= '2026-03-03' AND at < '2026-03-05', false) | 2",
        "at < '2026-03-02' OR at >= '2026-03-04' | 3",
        "shop = 'shop' | 3",
        "shop = 'web shop of a town with a long, long name' | 2",
        "shop > 'web shop of a town with a long' | 2",
        "shop < 'b' OR at IS NULL | 4",
        "NOT (at >= '2026-03-02') | 2",
        "id = 3 | 4",
        "day(at) = 2 | 4",
      })
  void files_that_cannot_have_a_row_are_not_opened(String condition, long files) {
    Dataset<Row> inMemory = spark.createDataFrame(staged.collectAsList(), VISITS.schema());
    List<Row> expected = inMemory.filter(condition).collectAsList();
    Dataset<Row> found = staged.filter(condition);
    SparkWork work =
        SparkWork.of(
            spark,
            () -> assertThat(found.collectAsList()).containsExactlyInAnyOrderElementsOf(expected));
    assertThat(work.files()).containsEntry("visits", files);
  }
}
