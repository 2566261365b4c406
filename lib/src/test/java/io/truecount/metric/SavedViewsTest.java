package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.Release;
import io.truecount.table.TableDefinition;
import io.truecount.table.TableStore;
import io.truecount.table.ViewFiles;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A published view gives the saved query's rows in Spark and, from the data files, in DuckDB. */
@Tag("slow")
final class SavedViewsTest {
  @TempDir Path warehouse;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void both_engines_read_the_release(TableFormat format) throws IOException, SQLException {
    TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
    SparkSession spark = SharedSpark.session(config);
    TableStore store = TableStore.open(spark, config);
    Shop shop = Shop.of(3);
    Manifest manifest = withExport(shop);
    TreeMap<String, String> versions = new TreeMap<>();
    for (Map.Entry<String, Dataset<Row>> table : shop.tables().entrySet()) {
      String name = table.getKey();
      append(spark, store, name, table.getValue());
      versions.put(name, store.version(name));
      table.getValue().createOrReplaceTempView(name);
    }
    Release release =
        new Release(1, "run", Instant.EPOCH, Instant.EPOCH, "config", "code", versions);
    Answers expected = expected(SharedSpark.session(), manifest);

    ViewFiles views = new ViewFiles(spark, config);
    views.save("of an earlier project", "spark", "SELECT 1");
    SavedViews.save(
        SavedViews.plans(new Planner(manifest, Semantics.TRUECOUNT)), release, store, views);
    // What comes after the release is not seen.
    append(spark, store, "shop_orders", Objects.requireNonNull(shop.tables().get("shop_orders")));

    assertThat(views.names()).containsExactly("monthly sales");
    spark.sql(text("monthly sales.spark.sql"));
    Answers inSpark = Answers.spark(spark.sql("SELECT * FROM `monthly sales`"));
    assertThat(expected.difference(inSpark, false)).isEmpty();
    assertThat(expected.difference(duck(), false)).isEmpty();
  }

  /** Only the store's own session knows its catalog. */
  private static void append(SparkSession spark, TableStore store, String name, Dataset<Row> rows) {
    store.append(
        TableDefinition.of(name, "", List.of(), rows.schema()),
        spark.createDataFrame(rows.collectAsList(), rows.schema()));
  }

  private static Manifest withExport(Shop shop) {
    Manifest manifest = shop.manifest();
    SavedQuery saved =
        new SavedQuery(
            "sales",
            "",
            List.of("orders", "revenue", "buyers", "running"),
            List.of("TimeDimension('metric_time', 'month')", "Dimension('customer__country')"),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(new SavedQuery.Export("sales", true, "", "monthly sales")),
            SavedQuery.Use.TABLE,
            "");
    return new Manifest(manifest.models(), manifest.metrics(), manifest.spines(), List.of(saved));
  }

  private static Answers expected(SparkSession spark, Manifest manifest) {
    return Answers.spark(
        spark.sql(
            Planner.plan(manifest, SavedQueries.query(manifest, manifest.savedQueries().get(0)))
                .sql(Dialect.SPARK, TableNames.bare())));
  }

  private Answers duck() throws IOException, SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'America/New_York'");
      statement.execute(text("monthly sales.duckdb.sql"));
    }
    return new DuckTables(connection)
        .query(
            "SELECT * REPLACE (CAST(metric_time__month AS TIMESTAMP) AS metric_time__month)"
                + " FROM \"monthly sales\"");
  }

  private String text(String file) throws IOException {
    return Files.readString(warehouse.resolve("views").resolve(file));
  }
}
