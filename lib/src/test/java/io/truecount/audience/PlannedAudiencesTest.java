package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.PROPERTIES;
import static io.truecount.audience.AudienceFixture.assertMembers;
import static io.truecount.audience.AudienceFixture.customer;
import static io.truecount.audience.AudienceFixture.customers;
import static io.truecount.audience.AudienceFixture.events;
import static io.truecount.audience.AudienceFixture.parse;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.Answers;
import io.truecount.metric.DuckTables;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's members are those that DuckDB finds with the same plan on the same files. */
final class PlannedAudiencesTest {
  static final Instant AS_OF = Instant.parse("2026-03-31T12:00:00Z");
  private static final List<String> EVENTS = List.of("Order", "Visit", "Refund");
  private static final List<String> CHANNELS = List.of("app", "web", "shop");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "AT");

  @TempDir static Path folder;

  @Test
  void members_are_the_same_in_both_engines() {
    Random random = new Random(20);
    Dataset<Row> customers = randomCustomers(random, 60);
    Dataset<Row> events = randomEvents(random, 60, 900);
    List<Audience> audiences = parse(definitions(random, 150));

    List<String> duck = inDuckDb(audiences, customers, events);

    assertThat(duck).hasSizeGreaterThan(300);
    assertMembers(audiences, customers, events, AS_OF.toString())
        .hasRows(duck.toArray(String[]::new));
    RowsAssert.assertThat(fromDays(audiences, customers, events))
        .as("from partial aggregates by customer and day")
        .columns("audience", "customer_id")
        .hasRows(duck.toArray(String[]::new));
  }

  private static Dataset<Row> fromDays(
      List<Audience> audiences, Dataset<Row> customers, Dataset<Row> events) {
    Map<String, Dataset<Row>> tables =
        new HashMap<>(Map.of("customers", customers, "customer_events", events));
    Evaluation.measures(customers.sparkSession(), audiences, tables::get)
        .ifPresent(rows -> tables.put(AudienceTables.MEASURES, rows));
    return AudienceFixture.members(
        audiences, AudienceFixture.NO_METRICS, tables, EventSource.DAYS, AS_OF);
  }

  /** A column of the result may have the name of a trait that later audiences test. */
  @Test
  void an_audience_may_have_the_name_of_a_trait() {
    assertSame(
        """
        audience: { name: country, where: { trait: is_staff, is: true } }
        ---
        audience: { name: is_staff, where: { trait: country, is: DE } }
        ---
        audience: { name: kind, where: { trait: event_count, value: ">= 10" } }
        ---
        audience: { name: last, where: { all: [ { audience: kind }, { trait: kind, is: known } ] } }
        """);
  }

  @Test
  void a_window_may_begin_before_all_calendars() {
    assertSame(
        """
        audience: { name: weeks, where: { event: Order, within: 999999 weeks } }
        ---
        audience: { name: months, where: { event: Order, within: 999999 calendar months } }
        ---
        audience: { name: signed_up, where: { trait: signed_up_at, within: 900000 days } }
        """);
  }

  private static void assertSame(String definitions) {
    Random random = new Random(21);
    Dataset<Row> customers = randomCustomers(random, 60);
    Dataset<Row> events = randomEvents(random, 60, 100);
    List<Audience> audiences = parse(definitions);
    List<String> duck = inDuckDb(audiences, customers, events);

    assertThat(duck).hasSizeGreaterThan(20);
    assertMembers(audiences, customers, events, AS_OF.toString())
        .hasRows(duck.toArray(String[]::new));
  }

  private static List<String> inDuckDb(
      List<Audience> audiences, Dataset<Row> customers, Dataset<Row> events) {
    DuckTables duck =
        DuckTables.of(
            List.of(
                "SET TimeZone = 'UTC'",
                view(folder, "customers", customers),
                view(folder, "customer_events", events)));
    Answers flags =
        duck.query(
            AudiencePlanner.plan(audiences, AudienceFixture.NO_METRICS, AS_OF)
                .sql(Dialect.DUCKDB, TableNames.bare()));
    List<String> members = new ArrayList<>();
    for (List<String> row : flags.rows()) {
      for (int i = 1; i < row.size(); i++) {
        if (row.get(i).equals("true")) {
          members.add(flags.columns().get(i) + "|" + row.get(0));
        }
      }
    }
    return members;
  }

  static String view(Path folder, String name, Dataset<Row> rows) {
    Path files = folder.resolve(name);
    rows.coalesce(1).write().mode(SaveMode.Overwrite).parquet(files.toString());
    return "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/*.parquet')".formatted(name, files);
  }

  static Dataset<Row> randomCustomers(Random random, int count) {
    Row[] rows = new Row[count];
    for (int i = 0; i < count; i++) {
      rows[i] =
          customer(
              "c" + i,
              random.nextInt(5) == 0 ? "anonymous" : "known",
              orNull(random, COUNTRIES.get(random.nextInt(3))),
              orNull(random, random.nextBoolean()),
              orNull(random, (long) random.nextInt(20)),
              orNull(random, Timestamp.from(time(random))),
              orNull(random, new String[] {CHANNELS.get(random.nextInt(3))}));
    }
    return customers(rows);
  }

  static Dataset<Row> randomEvents(Random random, int customers, int count) {
    EventRows rows = new EventRows(PROPERTIES);
    for (int i = 0; i < count; i++) {
      rows.add(
          "s" + random.nextInt(2),
          EVENTS.get(random.nextInt(3)),
          time(random).toString(),
          "c=c" + random.nextInt(customers),
          orNull(random, (double) random.nextInt(100)),
          orNull(random, CHANNELS.get(random.nextInt(3))));
    }
    return events(rows);
  }

  /** Some within a second of the borders of windows. */
  private static Instant time(Random random) {
    Instant day = AS_OF.minus(Duration.ofDays(random.nextInt(60)));
    return random.nextInt(3) == 0
        ? day.plusMillis(random.nextInt(3) - 1)
        : day.minusSeconds(random.nextInt(86_400));
  }

  private static Object orNull(Random random, Object value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  static String definitions(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "audience: { name: a%d, include_anonymous: %s, where: %s }"
                    .formatted(i, random.nextInt(3) == 0, condition(random, i, 3)))
        .collect(joining("\n---\n"));
  }

  private static String condition(Random random, int audience, int depth) {
    return switch (random.nextInt(depth == 0 ? 3 : 7)) {
      case 0, 1 -> event(random);
      case 2 -> trait(random);
      case 3 -> "{ not: %s }".formatted(condition(random, audience, depth - 1));
      case 4 ->
          audience == 0 ? event(random) : "{ audience: a%d }".formatted(random.nextInt(audience));
      // Under any: parts may exclude each other.
      case 5 ->
          "{ all: [%s] }"
              .formatted(
                  several(random, audience, depth - 1, part -> "{ any: [%s] }".formatted(part)));
      default -> "{ any: [%s] }".formatted(several(random, audience, depth - 1, part -> part));
    };
  }

  private static String several(
      Random random, int audience, int depth, UnaryOperator<String> written) {
    return IntStream.range(0, 1 + random.nextInt(3))
        .mapToObj(i -> written.apply(condition(random, audience, depth)))
        .collect(joining(", "));
  }

  private static String trait(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> "{ trait: country, is: %s }".formatted(COUNTRIES.get(random.nextInt(3)));
      case 1 -> "{ trait: country, not_in: [DE, FR] }";
      case 2 -> "{ trait: is_staff, is_not: true }";
      case 3 -> "{ trait: event_count, value: \">= %d\" }".formatted(random.nextInt(20));
      case 4 -> "{ trait: signed_up_at, within: %s }".formatted(window(random));
      case 5 -> "{ trait: tags, contains: %s }".formatted(CHANNELS.get(random.nextInt(3)));
      default -> "{ trait: country, exists: %s }".formatted(random.nextBoolean());
    };
  }

  private static String event(Random random) {
    String name = EVENTS.get(random.nextInt(3));
    String within = random.nextBoolean() ? ", within: " + window(random) : "";
    String where =
        switch (random.nextInt(4)) {
          case 0 -> ", where: \"properties.revenue > %d\"".formatted(random.nextInt(100));
          case 1 -> ", where: \"lower(properties.channel) <> 'app' or properties.revenue is null\"";
          default -> "";
        };
    return "{ event: %s%s%s, %s }".formatted(name, within, where, measure(random));
  }

  private static String measure(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "count: \">= %d\"".formatted(random.nextInt(4));
      case 1 -> "sum: properties.revenue, value: \"< %d\"".formatted(random.nextInt(300));
      case 2 -> "min: properties.revenue, value: \">= %d\"".formatted(random.nextInt(60));
      case 3 -> "max: properties.revenue, value: \"> %d\"".formatted(random.nextInt(100));
      case 4 -> "avg: properties.revenue, value: \"> %d\"".formatted(random.nextInt(80));
      case 5 -> "first: properties.channel, is: app";
      case 6 -> "last: properties.channel, is_not: web";
      default ->
          "count_distinct: properties.channel, value: \">= %d\"".formatted(random.nextInt(4));
    };
  }

  private static String window(Random random) {
    return "%d %s"
        .formatted(
            1 + random.nextInt(30),
            List.of("days", "hours", "calendar days", "weeks").get(random.nextInt(4)));
  }
}
