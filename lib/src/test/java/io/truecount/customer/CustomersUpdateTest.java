package io.truecount.customer;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.Attribution.Mode;
import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Rule;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.IdentityUpdate;
import io.truecount.identity.Resolve;
import io.truecount.identity.ResolveResult;
import io.truecount.identity.components.NativeComponents;
import io.truecount.table.TableDefinition;
import io.truecount.table.TablePart;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The law of customers: after any sequence of loads, repeated loads and loads that overlap, the
 * customers and their history are those of all events, whoever merged or split and whatever bounds
 * the events of a device.
 */
@Tag("slow")
final class CustomersUpdateTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final long DAY = 86_400;
  private static final int NIGHTS = 3;

  private static final CustomersConfig TRAITS =
      new CustomersConfig(
          List.of(
              trait("city", "city", Rule.MOST_RECENT, true),
              trait("usual_city", "city", Rule.MOST_FREQUENT, true),
              new Trait("c", "city", Rule.SOURCE_PRIORITY, List.of("app", "web"), false, "f:1"),
              trait("tags", "tags", Rule.SET_UNION, false)));

  @ParameterizedTest
  @CsvSource("BOUNDED, 1, 29")
  void every_night_equals_customers_of_all_events(Mode mode, int days, long seed) {
    History history = new History(new Attribution(mode, days), new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.night(night);
    }
    assertThat(history.untouched).as("customers that were taken over").isPositive();
    assertThat(history.repeated).as("loads with other values of the same events").isPositive();
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource({
    "INTERVAL, 0, 17",
    "INTERVAL, 0, 5",
    "NEUTRAL, 0, 31",
    "LAST_LOGIN, 0, 41",
    "BOUNDED, 2, 43"
  })
  void as_much_for_more_histories(Mode mode, int days, long seed) {
    every_night_equals_customers_of_all_events(mode, days, seed);
  }

  private static Trait trait(String name, String property, Rule rule, boolean history) {
    return new Trait(name, property, rule, List.of(), history, "f:1");
  }

  private static IdentityConfig config(Attribution attribution) {
    return new IdentityConfig(
        "native",
        "DE",
        List.of(
            new IdentifierType("user_id", Level.PERSON, 1, "trim"),
            new IdentifierType("anon", Level.DEVICE, 2, "trim", attribution)),
        new Blocked(true, List.of(), List.of()));
  }

  /** The nights of one lake. */
  private static final class History {
    private final IdentityConfig identity;
    private final Random random;
    private final Map<Integer, Long> seeds = new HashMap<>();
    private final Map<Integer, Dataset<Row>> loads = new TreeMap<>();
    private Map<String, Dataset<Row>> tables = Map.of();
    private long untouched;
    private int repeated;

    History(Attribution attribution, Random random) {
      this.identity = config(attribution);
      this.random = random;
    }

    /** Loads a new day, two of them, or days that were loaded before, with other values. */
    void night(int night) {
      int first = night > 1 && random.nextBoolean() ? random.nextInt(night) : night;
      int last = Math.min(first + random.nextInt(2), NIGHTS);
      Interval interval = new Interval(day(first), day(last + 1));
      Run run = Run.of(interval, day(NIGHTS + night), "config", "code");
      for (int day = first; day <= last; day++) {
        repeated += loads.containsKey(day) ? 1 : 0;
        loads.put(day, load(day, run));
      }
      Dataset<Row> events = loads.values().stream().reduce(Dataset::union).orElseThrow();
      tables = tables.isEmpty() ? all(events, run) : updated(events, interval, run);
      compare(events, "night %d of %s".formatted(night, interval));
    }

    private Map<String, Dataset<Row>> all(Dataset<Row> events, Run run) {
      try (ResolveResult result =
          Resolve.resolve(events, Optional.empty(), identity, run, new NativeComponents())) {
        Map<String, Dataset<Row>> now = resolved(result);
        now.put(TraitEvents.TRAIT_EVENTS, local(TraitEvents.of(events, TRAITS)));
        return customers(now, input(now).customers(), input(now).history());
      }
    }

    private Map<String, Dataset<Row>> updated(Dataset<Row> events, Interval interval, Run run) {
      IdentityUpdate.Before before =
          new IdentityUpdate.Before(
              table(tables, IdentityTables.lists()),
              table(tables, IdentityTables.edges()),
              table(tables, IdentityTables.rejections()),
              table(tables, IdentityTables.map()),
              table(tables, IdentityTables.attributions()),
              table(tables, IdentityTables.redirects()),
              IdentityTables.overrides().empty(SharedSpark.session()),
              IdentityTables.generic().empty(SharedSpark.session()));
      try (ResolveResult result =
          IdentityUpdate.of(
              events,
              List.of(interval),
              Optional.empty(),
              before,
              identity,
              run,
              new NativeComponents())) {
        Map<String, Dataset<Row>> now = resolved(result);
        var loaded = EventTables.loadedIn(interval).condition();
        Dataset<Row> stored = table(tables, TraitEvents.table(TRAITS, TraitFacts.PROPERTIES));
        Dataset<Row> fresh = local(TraitEvents.of(events.filter(loaded), TRAITS));
        now.put(TraitEvents.TRAIT_EVENTS, stored.filter(not(loaded)).union(fresh));
        Dataset<Row> resolved = result.difference().orElseThrow().customers();
        Optional<Dataset<Row>> gone =
            Optional.of(stored.filter(loaded)).filter(rows -> !rows.isEmpty());
        try (CustomersUpdate update = CustomersUpdate.of(input(now), resolved, gone, fresh)) {
          Dataset<Row> others = tables.get(CustomerTables.CUSTOMERS);
          untouched +=
              others
                  .join(
                      update.touched().rows(),
                      new String[] {CustomerTables.CUSTOMER_ID},
                      "left_anti")
                  .count();
          return customers(
              now,
              update.customers(others),
              update.history(tables.get(CustomerTables.CUSTOMERS_HISTORY)));
        }
      }
    }

    private Map<String, Dataset<Row>> resolved(ResolveResult result) {
      Map<String, Dataset<Row>> now = new HashMap<>();
      now.put(IdentityTables.lists().name(), local(part(result.lists())));
      now.put(IdentityTables.edges().name(), local(result.edges()));
      now.put(IdentityTables.rejections().name(), local(result.rejections()));
      now.put(IdentityTables.map().name(), local(result.map()));
      now.put(IdentityTables.attributions().name(), local(result.attributions()));
      now.put(IdentityTables.redirects().name(), local(result.redirects()));
      return now;
    }

    private Dataset<Row> part(TablePart part) {
      return part.slice()
          .map(its -> table(tables, part.table()).filter(not(its.condition())).union(part.rows()))
          .orElse(part.rows());
    }

    private static Map<String, Dataset<Row>> customers(
        Map<String, Dataset<Row>> now, Dataset<Row> customers, Dataset<Row> history) {
      now.put(CustomerTables.CUSTOMERS, local(customers));
      now.put(CustomerTables.CUSTOMERS_HISTORY, local(history));
      return now;
    }

    private CustomersUpdate.Input input(Map<String, Dataset<Row>> now) {
      return new CustomersUpdate.Input(
          table(now, TraitEvents.table(TRAITS, TraitFacts.PROPERTIES)),
          table(now, IdentityTables.map()),
          table(now, IdentityTables.attributions()),
          TRAITS,
          identity);
    }

    /** Without trait events. */
    private void compare(Dataset<Row> events, String night) {
      Dataset<Row> map = table(tables, IdentityTables.map());
      Dataset<Row> attributions = table(tables, IdentityTables.attributions());
      Dataset<Row> attributed = CustomerEvents.attribute(events, attributions);
      assertSame(
          CustomerTables.CUSTOMERS,
          Customers.of(attributed, map, attributions, TRAITS, identity),
          night);
      assertSame(CustomerTables.CUSTOMERS_HISTORY, CustomersHistory.of(attributed, TRAITS), night);
    }

    private void assertSame(String table, Dataset<Row> expected, String night) {
      assertThat(RowsAssert.text(tables.get(table)))
          .as("%s of %s", table, night)
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(RowsAssert.text(expected));
    }

    private static Dataset<Row> table(Map<String, Dataset<Row>> tables, TableDefinition table) {
      return tables.get(table.name());
    }

    private static Dataset<Row> local(Dataset<Row> rows) {
      return SharedSpark.session().createDataFrame(rows.collectAsList(), rows.schema());
    }

    /** The events of a day are the same in every load; the values of some are not. */
    private Dataset<Row> load(int day, Run run) {
      Random same = new Random(seeds.computeIfAbsent(day, its -> random.nextLong()));
      int count = 6 + same.nextInt(8);
      List<TraitFacts.Fact> facts = TraitFacts.random(same.nextLong(), 1, count).facts();
      List<TraitFacts.Fact> others = TraitFacts.random(random.nextLong(), 1, count).facts();
      EventRows events = new EventRows(TraitFacts.PROPERTIES);
      for (int i = 0; i < count; i++) {
        TraitFacts.Fact fact = random.nextInt(4) == 0 ? others.get(i) : facts.get(i);
        String time = day(day).plusSeconds(same.nextInt(3 * (int) DAY) - DAY).toString();
        events.add(
            same.nextBoolean() ? "web" : "app",
            "x",
            time,
            identifiers(random.nextInt(8) == 0 ? random : same),
            fact.values().toArray());
      }
      return events
          .dataset()
          .withColumn(EventTables.EVENT_ID, concat(lit(day + "-"), col(EventTables.EVENT_ID)))
          .withColumn(EventTables.LOADED_AT, lit(day(day).plusSeconds(60)))
          .withColumn(EventTables.RUN_ID, lit(run.id()));
    }

    private static String identifiers(Random random) {
      List<String> ids = new ArrayList<>();
      if (random.nextInt(4) > 0) {
        ids.add("anon=a" + random.nextInt(60));
      }
      if (random.nextInt(3) == 0) {
        ids.add("user_id=u" + random.nextInt(24));
      }
      return String.join(",", ids);
    }

    private static Instant day(int day) {
      return START.plusSeconds(DAY * day);
    }
  }
}
