package io.truecount.identity;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.Attribution.Mode;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.customer.CustomerEvents;
import io.truecount.identity.Attributions.Edges;
import io.truecount.metric.CustomerEventsSql;
import io.truecount.metric.DuckTables;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the events of devices are, also where a device and its users are several customers. */
@Tag("slow")
final class AttributionsTest {
  private static final IdentityConfig CONFIG =
      config(
          person("user", 1),
          person("mail", 2),
          device("i", 3, Attribution.DEFAULT),
          device("l", 4, new Attribution(Mode.LAST_LOGIN, 0)),
          device("b", 5, new Attribution(Mode.BOUNDED, 1)),
          device("n", 6, new Attribution(Mode.NEUTRAL, 0)));

  private static final StructType MAP =
      new StructType()
          .add(IdentityTables.KEY, "long")
          .add(IdentityTables.TYPE, "string")
          .add(IdentityTables.VALUE, "string")
          .add(IdentityTables.CUSTOMER_ID, "string");

  private static final List<AttributionOracle.Event> LOGINS =
      List.of(
          event(0, "web", "2026-03-01T09:00:00Z", "i=1"),
          event(1, "web", "2026-03-01T10:00:00Z", "i=1,l=1,b=1,n=1,user=1"),
          event(2, "web", "2026-03-01T11:00:00Z", "i=1"),
          event(3, "web", "2026-03-01T12:00:00Z", "i=1,l=1,user=2"),
          event(4, "web", "2026-03-01T12:00:00Z", "i=1"),
          event(5, "web", "2026-03-01T11:30:00Z", "l=1"),
          event(6, "web", "2026-02-28T10:00:00Z", "b=1"),
          event(7, "web", "2026-02-28T09:59:59Z", "b=1"),
          event(8, "web", "2026-03-02T09:59:59Z", "b=1"),
          event(9, "web", "2026-03-02T10:00:00Z", "b=1"),
          event(10, "web", "2026-03-01T11:00:00Z", "n=1"),
          event(11, "web", "2026-03-01T11:00:00Z", "i=9"),
          event(12, "web", "2026-03-01T11:00:00Z", "i=null"));

  @TempDir static Path folder;

  @Test
  void each_mode_attributes_by_the_logins_of_the_device() {
    Map<String, String> apart =
        Map.of("user=1", "U1", "user=2", "U2", "i=1", "D", "l=1", "D", "b=1", "D", "n=1", "U1");
    assertThat(events(LOGINS, apart))
        .columns("event_id", "customer_id")
        .hasRows(
            "e000|U1",
            "e001|U1",
            "e002|U1",
            "e003|U2",
            "e004|U2",
            "e005|U2",
            "e006|U1",
            "e007|D",
            "e008|U1",
            "e009|D",
            "e010|NULL",
            "e011|i=9",
            "e012|NULL");
  }

  @Test
  void a_list_has_a_row_for_each_time_that_has_events() {
    List<Row> rows = attributions(LOGINS, Map.of("user=1", "U1", "user=2", "U2")).collectAsList();
    assertThat(SharedSpark.session().createDataFrame(rows, IdentityTables.attributions().schema()))
        .columns("identifiers", "customer_id", "event_count", "valid_from", "valid_to")
        .hasRows(
            "[{i,1}]|U1|2|NULL|2026-03-01T12:00:00Z",
            "[{i,1}]|U2|1|2026-03-01T12:00:00Z|NULL",
            "[{i,1},{l,1},{b,1},{n,1},{user,1}]|U1|1|NULL|NULL",
            "[{i,1},{l,1},{user,2}]|U2|1|NULL|NULL",
            "[{l,1}]|U2|1|NULL|NULL",
            "[{b,1}]|b=1|1|NULL|2026-02-28T10:00:00Z",
            "[{b,1}]|U1|2|2026-02-28T10:00:00Z|2026-03-02T10:00:00Z",
            "[{b,1}]|b=1|1|2026-03-02T10:00:00Z|NULL",
            "[{n,1}]|n=1|1|NULL|NULL",
            "[{i,9}]|i=9|1|NULL|NULL");
  }

  @Test
  void random_logins_are_attributed_as_the_oracle_does_in_both_engines() {
    List<String> all = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      Random random = new Random(seed);
      List<AttributionOracle.Event> events = random(random, 400);
      Map<String, String> customers = customers(random, seed);
      List<String> expected = AttributionOracle.of(CONFIG, customers).lines(events);
      Dataset<Row> rows = rows(events).dataset();
      Dataset<Row> attributions = attributions(events, customers);
      Dataset<Row> attributed = CustomerEvents.attribute(rows, attributions);

      assertThat(attributed)
          .columns("event_id", "customer_id")
          .hasRows(expected.toArray(String[]::new));
      assertThat(inDuckDb(rows, attributions)).isEqualTo(expected.stream().sorted().toList());
      assertThat(counts(attributions)).isEqualTo(counted(attributed));
      all.addAll(expected);
    }
    assertThat(all).anyMatch(line -> line.endsWith("|NULL"));
  }

  @Test
  void the_order_of_the_events_changes_nothing() {
    Random random = new Random(7);
    List<AttributionOracle.Event> events = random(random, 300);
    Map<String, String> customers = customers(random, 7);
    Dataset<Row> map = map(events, customers);
    Dataset<Row> shuffled = rows(events).shuffled(11, 5);
    assertThat(RowsAssert.text(of(shuffled, map, CONFIG, Edges.SOME_REFUSED)))
        .isEqualTo(RowsAssert.text(of(rows(events).dataset(), map, CONFIG, Edges.SOME_REFUSED)));
  }

  /** By default, as long as the identifiers of a record are one customer, the best one decides. */
  @Test
  void one_customer_a_record_makes_interval_the_join_by_the_best_identifier() {
    IdentityConfig config = IdentityFixture.config("user", "mail", "i*", "l*", "b*", "n*");
    EventRows events = rows(random(new Random(9), 300));
    IdentityFixture.Resolved resolved = IdentityFixture.resolve(events.dataset(), config);
    Dataset<Row> map =
        SharedSpark.session().createDataFrame(resolved.map(), IdentityTables.map().schema());
    Dataset<Row> whole = of(events.dataset(), map, config, Edges.SOME_REFUSED);
    assertThat(RowsAssert.text(whole))
        .isEqualTo(RowsAssert.text(of(events.dataset(), map, config, Edges.ALL_ACCEPTED)));
    assertThat(
            whole
                .join(map, IdentityTables.KEY)
                .where(map.col("customer_id").notEqual(whole.col("customer_id"))))
        .hasNoRows();
    assertThat(whole.where("valid_from IS NOT NULL OR valid_to IS NOT NULL")).hasNoRows();
  }

  private static Dataset<Row> events(
      List<AttributionOracle.Event> events, Map<String, String> customers) {
    return CustomerEvents.attribute(rows(events).dataset(), attributions(events, customers));
  }

  private static Dataset<Row> attributions(
      List<AttributionOracle.Event> events, Map<String, String> customers) {
    return of(rows(events).dataset(), map(events, customers), CONFIG, Edges.SOME_REFUSED);
  }

  private static Dataset<Row> of(
      Dataset<Row> events, Dataset<Row> map, IdentityConfig config, Edges edges) {
    Dataset<Row> lists = IdentifierLists.of(events, config, "");
    Attributions attributions = Attributions.of(events, lists, map, config, edges);
    List<Row> rows = attributions.rows().collectAsList();
    attributions.shared().forEach(Dataset::unpersist);
    return SharedSpark.session().createDataFrame(rows, IdentityTables.attributions().schema());
  }

  private static List<String> counts(Dataset<Row> attributions) {
    return RowsAssert.text(
        attributions
            .groupBy("customer_id")
            .agg(Map.of("event_count", "sum", "first_seen", "min", "last_seen", "max"))
            .selectExpr(
                "customer_id", "`sum(event_count)`", "`min(first_seen)`", "`max(last_seen)`"));
  }

  /** Of events with an identifier that may link. */
  private static List<String> counted(Dataset<Row> customerEvents) {
    return RowsAssert.text(
        customerEvents
            .where("exists(identifiers, i -> i.value <> 'null')")
            .groupBy("customer_id")
            .agg(
                org.apache.spark.sql.functions.count("event_id"),
                org.apache.spark.sql.functions.min("occurred_at"),
                org.apache.spark.sql.functions.max("occurred_at")));
  }

  private static List<String> inDuckDb(Dataset<Row> events, Dataset<Row> attributions) {
    DuckTables duck =
        DuckTables.of(
            List.of(
                "SET TimeZone = 'UTC'",
                view("events", events.drop("properties")),
                view("identity_attributions", attributions)));
    String table =
        CustomerEventsSql.over(TableNames.bare())
            .sql(new TableName("", "customer_events"), Dialect.DUCKDB);
    return duck
        .query("SELECT event_id || '|' || coalesce(customer_id, 'NULL') FROM " + table)
        .rows()
        .stream()
        .map(row -> row.get(0))
        .sorted()
        .toList();
  }

  private static String view(String name, Dataset<Row> rows) {
    Path files = folder.resolve(name);
    rows.coalesce(1).write().mode(SaveMode.Overwrite).parquet(files.toString());
    return "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/*.parquet')".formatted(name, files);
  }

  /** Every identifier that occurs; one without a customer is its own. */
  private static Dataset<Row> map(
      List<AttributionOracle.Event> events, Map<String, String> customers) {
    Map<String, Row> rows = new TreeMap<>();
    for (AttributionOracle.Event event : events) {
      for (String identifier : event.identifiers()) {
        String[] parts = identifier.split("=", 2);
        rows.put(
            identifier,
            RowFactory.create(
                null, parts[0], parts[1], customers.getOrDefault(identifier, identifier)));
      }
    }
    return SharedSpark.session()
        .createDataFrame(new ArrayList<>(rows.values()), MAP)
        .withColumn(
            IdentityTables.KEY, org.apache.spark.sql.functions.expr("xxhash64(type, value)"));
  }

  private static EventRows rows(List<AttributionOracle.Event> events) {
    EventRows rows = new EventRows();
    events.forEach(
        e -> rows.add(e.source(), "x", e.at().toString(), String.join(",", e.identifiers())));
    return rows;
  }

  private static AttributionOracle.Event event(int id, String source, String at, String list) {
    return new AttributionOracle.Event(
        "e%03d".formatted(id), source, Instant.parse(at), List.of(list.split(",")));
  }

  /** Few devices, users and times, so that logins meet and tie. */
  private static List<AttributionOracle.Event> random(Random random, int count) {
    List<AttributionOracle.Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> list = new ArrayList<>();
      for (int d = random.nextInt(3); d >= 0; d--) {
        list.add("ilbn".charAt(random.nextInt(4)) + "=" + (1 + random.nextInt(6)));
      }
      if (random.nextInt(3) == 0) {
        list.add("user=" + (1 + random.nextInt(4)));
      }
      if (random.nextInt(5) == 0) {
        list.add("mail=" + (1 + random.nextInt(4)));
      }
      Instant at =
          Instant.parse("2026-03-01T00:00:00Z").plusSeconds(3_600L * 8 * random.nextInt(40));
      events.add(
          new AttributionOracle.Event(
              "e%03d".formatted(i), random.nextBoolean() ? "web" : "app", at, list));
    }
    return events;
  }

  /** Identifiers of one number are one customer in some of the seeds, for some of the types. */
  private static Map<String, String> customers(Random random, int seed) {
    Map<String, String> customers = new TreeMap<>();
    for (String type : List.of("user", "mail", "i", "l", "b", "n")) {
      for (int i = 1; i <= 6; i++) {
        if (random.nextInt(1 + seed) == 0) {
          customers.put(type + "=" + i, "C" + i);
        }
      }
    }
    return customers;
  }

  private static IdentityConfig config(IdentifierType... types) {
    return new IdentityConfig(
        "native", "DE", List.of(types), new Blocked(true, List.of(), List.of()));
  }

  private static IdentifierType person(String name, int priority) {
    return new IdentifierType(name, Level.PERSON, priority, "trim");
  }

  private static IdentifierType device(String name, int priority, Attribution attribution) {
    return new IdentifierType(name, Level.DEVICE, priority, "trim", attribution);
  }
}
