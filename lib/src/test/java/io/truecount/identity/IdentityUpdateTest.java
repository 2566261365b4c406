package io.truecount.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.Attribution.Mode;
import io.truecount.config.GenericRule;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride;
import io.truecount.config.Interval;
import io.truecount.config.LinkRules;
import io.truecount.config.Run;
import io.truecount.event.EventTables;
import io.truecount.identity.components.NativeComponents;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The law of incremental resolution: after any sequence of loads, repeated loads and loads that
 * overlap, every table equals that of a resolution of all events, customer ids included.
 */
@Tag("slow")
final class IdentityUpdateTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final long DAY = 86_400;
  private static final int NIGHTS = 4;

  @ParameterizedTest
  @CsvSource("BOUNDED, 1, 29")
  void every_night_equals_a_resolution_of_all_events(Mode mode, int days, long seed) {
    History history = nights(mode, days, seed);
    assertThat(history.untouched).as("nights that took some customers over").isPositive();
    assertThat(history.merged).as("customers that merged or split").isPositive();
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource({"INTERVAL, 0, 5", "NEUTRAL, 0, 31", "LAST_LOGIN, 0, 41"})
  void as_much_for_more_histories(Mode mode, int days, long seed) {
    nights(mode, days, seed);
  }

  private static History nights(Mode mode, int days, long seed) {
    History history = new History(config(new Attribution(mode, days)), new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.night(night);
    }
    return history;
  }

  @ParameterizedTest
  @CsvSource("NEUTRAL, 11")
  void every_night_by_rules_equals_a_resolution_of_all_events_by_rules(
      LinkRules.Policy conflict, long seed) {
    History history = nightsByRules(conflict, seed);
    assertThat(history.untouched).as("nights that took some customers over").isPositive();
    assertThat(history.refused).as("refused edges").isPositive();
    assertThat(history.generic).as("values that were proposed on some nights").isNotEmpty();
    assertThat(history.scored).as("scored links of known identifiers").isPositive();
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource("NEWEST, 3")
  void as_much_for_more_rules(LinkRules.Policy policy, long seed) {
    nightsByRules(policy, seed);
  }

  private static History nightsByRules(LinkRules.Policy conflict, long seed) {
    LinkRules links = new LinkRules(LinkRules.Policies.all(conflict), 6, List.of(), List.of());
    IdentityConfig config =
        config(new Attribution(Mode.INTERVAL, 0), IdentifierLimit.UNIQUE, links)
            .withGeneric(new GenericRule(1, GenericRule.Action.PROPOSE, 1000, List.of()));
    History history = new History(config, new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.matchSome();
      history.night(night);
    }
    return history;
  }

  /** Overrides come, go and expire; on a night without new events too. */
  @ParameterizedTest
  @CsvSource("NEUTRAL, 17")
  void every_night_with_other_overrides_equals_a_resolution_of_all_events(
      LinkRules.Policy conflict, long seed) {
    History history = nightsWithOverrides(conflict, seed);
    assertThat(history.untouched).as("nights that took some customers over").isPositive();
    assertThat(history.overridden).as("links that overrides refused").isPositive();
    assertThat(history.acting).as("actions that acted").hasSize(3);
    assertThat(history.generic).as("values that were blocked on some nights").isNotEmpty();
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource({"NEWEST, 5", "OLDEST, 23"})
  void as_much_for_more_overrides(LinkRules.Policy conflict, long seed) {
    nightsWithOverrides(conflict, seed);
  }

  private static History nightsWithOverrides(LinkRules.Policy conflict, long seed) {
    LinkRules links = new LinkRules(LinkRules.Policies.all(conflict), 9, List.of(), List.of());
    IdentityConfig config =
        config(new Attribution(Mode.INTERVAL, 0), IdentifierLimit.ever(3), links)
            .withGeneric(new GenericRule(1, GenericRule.Action.BLOCK, 1000, List.of()));
    History history = new History(config, new Random(seed));
    RandomOverrides overrides = new RandomOverrides(config, new Random(seed));
    for (int night = 0; night < NIGHTS; night++) {
      history.overrides = overrides.next();
      history.night(night);
    }
    return history;
  }

  private static IdentityConfig config(Attribution attribution) {
    return config(attribution, IdentifierLimit.NONE, LinkRules.NONE);
  }

  private static IdentityConfig config(
      Attribution attribution, IdentifierLimit users, LinkRules links) {
    return new IdentityConfig(
        "native",
        "DE",
        List.of(
            new IdentifierType("user_id", Level.PERSON, 1, "trim", Attribution.DEFAULT, users),
            new IdentifierType("email", Level.PERSON, 2, "email"),
            new IdentifierType("anon", Level.DEVICE, 3, "trim", attribution)),
        new Blocked(true, List.of(), List.of()),
        links);
  }

  /** The nights of one lake, each resolved in both ways. */
  private static final class History {
    private final int nights;
    private final IdentityConfig base;
    private IdentityConfig config;
    private List<IdentityOverride> overrides = List.of();
    private final Random random;
    private final Map<Integer, Dataset<Row>> loads = new TreeMap<>();
    private Optional<Tables> full = Optional.empty();
    private Optional<Tables> updated = Optional.empty();
    private final Map<Long, String> replayed = new TreeMap<>();
    private int untouched;
    private long merged;
    private long refused;
    private long scored;

    /** A score of two identifiers, which may be of no record. */
    private final Map<List<String>, Double> links = new HashMap<>();

    private long overridden;
    private final Set<String> acting = new TreeSet<>();
    private final Set<String> generic = new TreeSet<>();

    History(IdentityConfig config, Random random) {
      this(NIGHTS, config, random);
    }

    History(int nights, IdentityConfig config, Random random) {
      this.nights = nights;
      this.base = config;
      this.config = config;
      this.random = random;
    }

    /** Loads a new day, two of them, or one that was loaded before, with other events. */
    void night(int night) {
      int first = night > nights - 2 && random.nextInt(3) == 0 ? random.nextInt(night) : night;
      int last = Math.min(first + random.nextInt(2), nights);
      Interval interval = new Interval(day(first), day(last + 1));
      Run run = Run.of(interval, day(nights + night), "config", "code");
      for (int day = first; day <= last; day++) {
        loads.put(day, load(day, run));
      }
      Dataset<Row> events = loads.values().stream().reduce(Dataset::union).orElseThrow();
      IdentityConfig declared = base.withOverrides(overrides);
      config = declared.at(run.asOf());
      Tables all =
          Tables.of(Resolve.resolve(events, links(), previous(full), config, run, finder()), full)
              .with(declared, run);
      Tables some =
          updated
              .map(
                  before ->
                      Tables.of(update(events, interval, before, run), updated).with(declared, run))
              .orElse(all);
      all.assertSame(some, "night %d of %s".formatted(night, interval));
      full.ifPresent(before -> IdLaws.check(before.rows(), all.rows()));
      IdLaws.replay(all.rows(), replayed);
      untouched += updated.isPresent() && some.customers().size() < all.ids() ? 1 : 0;
      merged += all.changed();
      refused += all.list(IdentityTables.rejections()).size();
      scored +=
          all.list(IdentityTables.edges()).stream()
              .filter(edge -> edge.getAs(IdentityTables.SCORE) != null)
              .count();
      overridden +=
          all.list(IdentityTables.rejections()).stream()
              .filter(row -> row.<String>getAs("reason").equals("override"))
              .count();
      all.list(IdentityTables.generic())
          .forEach(row -> generic.add(row.getAs("value") + " " + row.getAs("action")));
      all.list(IdentityTables.overrides()).stream()
          .filter(row -> row.<String>getAs("state").equals("acts"))
          .forEach(row -> acting.add(row.getAs("action")));
      full = Optional.of(all);
      updated = Optional.of(some);
    }

    private ResolveResult update(Dataset<Row> events, Interval interval, Tables before, Run run) {
      return IdentityUpdate.of(
          events, List.of(interval), links(), before.asBefore(), config, run, finder());
    }

    /** Some links come, go, or get another score. */
    void matchSome() {
      links.keySet().removeIf(link -> random.nextInt(4) == 0);
      for (int i = 0; i < 8; i++) {
        String user = "user_id=u" + random.nextInt(14);
        String other = random.nextBoolean() ? "anon=a" + random.nextInt(44) : "user_id=u" + i;
        if (!user.equals(other)) {
          links.put(List.of(user, other), random.nextInt(4) / 4.0);
        }
      }
    }

    private Optional<Dataset<Row>> links() {
      if (links.isEmpty()) {
        return Optional.empty();
      }
      StructType shape =
          new StructType()
              .add("left", DataTypes.StringType)
              .add("right", DataTypes.StringType)
              .add(IdentityTables.SCORE, DataTypes.DoubleType);
      List<Row> rows = new ArrayList<>();
      links.forEach((link, score) -> rows.add(RowFactory.create(link.get(0), link.get(1), score)));
      Column left = key("left");
      Column right = key("right");
      return Optional.of(
          SharedSpark.session()
              .createDataFrame(rows, shape)
              .select(
                  least(left, right).as("a"),
                  greatest(left, right).as("b"),
                  col(IdentityTables.SCORE)));
    }

    private static Column key(String column) {
      Column parts = split(col(column), "=");
      return xxhash64(element_at(parts, 1), element_at(parts, 2));
    }

    private static Optional<PreviousIdentity> previous(Optional<Tables> before) {
      return before.map(tables -> new PreviousIdentity(tables.map(), tables.redirects()));
    }

    private static NativeComponents finder() {
      return new NativeComponents();
    }

    private Dataset<Row> load(int day, Run run) {
      EventRows events = new EventRows();
      int count = 4 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        String time = day(day).plusSeconds(random.nextInt(3 * (int) DAY) - DAY).toString();
        events.add(random.nextBoolean() ? "web" : "app", "x", time, identifiers());
      }
      return events
          .dataset()
          .withColumn(EventTables.EVENT_ID, concat(lit(day + "-"), col(EventTables.EVENT_ID)))
          .withColumn(EventTables.LOADED_AT, lit(day(day).plusSeconds(60)))
          .withColumn(EventTables.RUN_ID, lit(run.id()));
    }

    private String identifiers() {
      List<String> ids = new ArrayList<>();
      if (random.nextInt(4) > 0) {
        ids.add("anon=a" + random.nextInt(40));
      }
      if (random.nextInt(3) == 0) {
        ids.add("user_id=u" + random.nextInt(12));
      }
      if (random.nextInt(4) == 0) {
        String address = "p%d@shop.example".formatted(random.nextInt(15));
        ids.add("email=" + (random.nextInt(3) == 0 ? HashedValues.hash(address) : address));
      }
      if (random.nextInt(8) == 0) {
        ids.add("email=(not set)");
      }
      return String.join(",", ids);
    }

    private static Instant day(int day) {
      return START.plusSeconds(DAY * day);
    }
  }

  /** All tables of one night. */
  private record Tables(Map<String, List<Row>> rows, List<Row> customers) {
    static Tables of(ResolveResult result, Optional<Tables> before) {
      try (result) {
        Map<String, List<Row>> rows = new TreeMap<>();
        put(rows, IdentityTables.lists(), lists(result, before));
        put(rows, IdentityTables.edges(), result.edges());
        put(rows, IdentityTables.rejections(), result.rejections());
        put(rows, IdentityTables.map(), result.map());
        put(rows, IdentityRunTables.mapHistory(), result.moves());
        put(rows, IdentityTables.attributions(), result.attributions());
        put(rows, IdentityTables.redirects(), result.redirects());
        put(rows, IdentityRunTables.changes(), result.changes().withColumn("run_id", lit("")));
        put(rows, IdentityRunTables.counts(), result.counts());
        put(rows, IdentityTables.generic(), result.generic());
        rows.put(
            IdentityTables.blocked().name(),
            result
                .blocked()
                .map(Dataset::collectAsList)
                .orElseGet(() -> before.orElseThrow().list(IdentityTables.blocked())));
        return new Tables(
            rows, result.difference().map(d -> d.customers().collectAsList()).orElseGet(List::of));
      }
    }

    /** With the table of overrides, which the job makes of the others. */
    Tables with(IdentityConfig declared, Run run) {
      Dataset<Row> overrides =
          OverrideTable.of(declared, run.asOf(), map(), table(IdentityTables.blocked()));
      put(rows, IdentityTables.overrides(), overrides);
      return this;
    }

    private static Dataset<Row> lists(ResolveResult result, Optional<Tables> before) {
      return result
          .lists()
          .slice()
          .map(
              slice ->
                  before
                      .orElseThrow()
                      .table(IdentityTables.lists())
                      .filter(not(slice.condition()))
                      .union(result.lists().rows()))
          .orElseGet(() -> result.lists().rows());
    }

    private static void put(
        Map<String, List<Row>> rows, TableDefinition table, Dataset<Row> dataset) {
      rows.put(table.name(), dataset.collectAsList());
    }

    void assertSame(Tables other, String night) {
      rows.forEach(
          (table, its) -> {
            if (!table.equals(IdentityTables.lists().name())) {
              assertThat(other.rows.get(table))
                  .as("%s of %s", table, night)
                  .containsExactlyInAnyOrderElementsOf(its);
            }
          });
      assertThat(merged(other))
          .as("lists of %s", night)
          .containsExactlyInAnyOrderElementsOf(merged(this));
    }

    /** However the lists are spread over spans of load time. */
    private static List<Row> merged(Tables tables) {
      return IdentifierLists.merged(
              tables.table(IdentityTables.lists()).withColumn("run_events", lit(0L)))
          .collectAsList();
    }

    IdentityUpdate.Before asBefore() {
      return new IdentityUpdate.Before(
          table(IdentityTables.lists()),
          table(IdentityTables.edges()),
          table(IdentityTables.rejections()),
          map(),
          table(IdentityTables.attributions()),
          redirects(),
          table(IdentityTables.overrides()),
          table(IdentityTables.generic()));
    }

    Dataset<Row> map() {
      return table(IdentityTables.map());
    }

    Dataset<Row> redirects() {
      return table(IdentityTables.redirects());
    }

    long ids() {
      return list(IdentityTables.map()).stream()
          .map(row -> row.<String>getAs(IdentityTables.CUSTOMER_ID))
          .distinct()
          .count();
    }

    long changed() {
      return list(IdentityRunTables.changes()).stream()
          .filter(row -> !row.<String>getAs("change").equals("created"))
          .count();
    }

    private List<Row> list(TableDefinition table) {
      return rows.getOrDefault(table.name(), List.of());
    }

    private Dataset<Row> table(TableDefinition table) {
      return SharedSpark.session().createDataFrame(list(table), table.schema());
    }
  }
}
