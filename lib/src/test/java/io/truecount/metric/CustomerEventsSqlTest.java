package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.Attribution.Mode;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.customer.CustomerEvents;
import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.Resolve;
import io.truecount.identity.ResolveResult;
import io.truecount.identity.components.NativeComponents;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.table.ParquetFiles;
import io.truecount.table.TableDefinition;
import io.truecount.table.TableStore;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both engines compute customer_events from the stored tables as Spark's view does. */
final class CustomerEventsSqlTest {
  private static final IdentityConfig IDENTITY =
      new IdentityConfig(
          "native",
          "DE",
          List.of(
              new IdentifierType("user_id", Level.PERSON, 1, "lower"),
              new IdentifierType(
                  "anon", Level.DEVICE, 2, "trim", new Attribution(Mode.BOUNDED, 1))),
          new Blocked(true, List.of(), List.of()));
  private static final StructType PROPERTIES = new StructType().add("city", "string");
  private static final TableName VIEW = new TableName("", CustomerTables.CUSTOMER_EVENTS);
  private static final String COLUMNS = "SELECT source, event_id, customer_id FROM ";

  @TempDir Path warehouse;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_rows_are_those_of_the_view(TableFormat format) {
    TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
    SparkSession spark = SharedSpark.session(config);
    TableStore store = TableStore.open(spark, config);
    Dataset<Row> events = random(5, 200).dataset();
    try (ResolveResult resolved = resolved(events)) {
      store(spark, store, EventTables.events(PROPERTIES), events);
      store(spark, store, IdentityTables.attributions(), resolved.attributions());
      List<String> expected =
          RowsAssert.text(
              CustomerEvents.attribute(events, resolved.attributions())
                  .select("source", "event_id", "customer_id"));

      assertThat(resolved.attributions().where("valid_from IS NOT NULL").isEmpty()).isFalse();
      assertThat(expected).hasSize(200).anyMatch(row -> row.endsWith("|NULL"));
      assertThat(RowsAssert.text(spark.sql(COLUMNS + sql(Dialect.SPARK, store))))
          .isEqualTo(expected);
      assertThat(inDuckDb(store)).isEqualTo(expected);
    }
  }

  @Test
  void only_the_view_is_replaced_by_the_tables_behind_it() {
    TableNames names = CustomerEventsSql.over(TableNames.bare());
    assertThat(names.sql(new TableName("", "events"), Dialect.DUCKDB)).isEqualTo("events");
    assertThat(names.sql(VIEW, Dialect.DUCKDB)).startsWith("(SELECT e.*").endsWith(")");
    assertThat(CustomerEventsSql.stored(List.of("customer_events", "orders")))
        .containsExactly("events", "identity_attributions", "orders");
    assertThat(CustomerEventsSql.stored(List.of("orders"))).containsExactly("orders");
  }

  private static String sql(Dialect dialect, TableStore store) {
    TableNames stored =
        (table, engine) ->
            engine == Dialect.SPARK
                ? store.sql(table.name(), store.version(table.name()))
                : ParquetFiles.duckDb(
                    store.dataFiles(table.name(), store.version(table.name())),
                    store.read(table.name()).schema());
    return CustomerEventsSql.over(stored).sql(VIEW, dialect);
  }

  private static List<String> inDuckDb(TableStore store) {
    return DuckTables.of(List.of()).query(COLUMNS + sql(Dialect.DUCKDB, store)).rows().stream()
        .map(row -> String.join("|", row).replace("\\N", "NULL"))
        .sorted()
        .toList();
  }

  /** Only the store's own session knows its catalog. */
  private static void store(
      SparkSession spark, TableStore store, TableDefinition table, Dataset<Row> rows) {
    store.append(table, spark.createDataFrame(rows.collectAsList(), rows.schema()));
  }

  private static ResolveResult resolved(Dataset<Row> events) {
    Run run =
        Run.of(
            Interval.parse("2026-03-01/2026-03-02"),
            Instant.parse("2026-03-02T00:00:00Z"),
            "config",
            "code");
    return Resolve.resolve(events, Optional.empty(), IDENTITY, run, new NativeComponents());
  }

  /** Lists that are empty, of placeholders, in several spellings and orders. */
  private static EventRows random(long seed, int count) {
    Random random = new Random(seed);
    EventRows events = new EventRows(PROPERTIES);
    for (int i = 0; i < count; i++) {
      List<String> list = new ArrayList<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        list.add(
            List.of("anon=a", "anon=A", "user_id=u", "user_id=U", "anon=-", "other=o")
                    .get(random.nextInt(6))
                + random.nextInt(6));
      }
      String time = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(3_600L * i).toString();
      events.add(random.nextBoolean() ? "web" : "app", "x", time, String.join(",", list));
    }
    return events;
  }
}
