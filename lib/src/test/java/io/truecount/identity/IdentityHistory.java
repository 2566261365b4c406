package io.truecount.identity;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.event.EventTables;
import io.truecount.identity.components.NativeComponents;
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

/**
 * The nights of one lake, each resolved in both ways, and what happened in them: a law that was
 * looked at while nothing happened says nothing.
 */
final class IdentityHistory {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final long DAY = 86_400;

  private final int nights;
  private final IdentityConfig base;
  private IdentityConfig config;
  List<IdentityOverride> overrides = List.of();
  private final Random random;
  private final Map<Integer, Dataset<Row>> loads = new TreeMap<>();
  private Optional<IdentityNight> full = Optional.empty();
  private Optional<IdentityNight> updated = Optional.empty();
  private final Map<Long, String> replayed = new TreeMap<>();
  int untouched;
  long merged;
  long refused;
  long scored;

  /** A score of two identifiers, which may be of no record. */
  private final Map<List<String>, Double> links = new HashMap<>();

  long overridden;
  final Set<String> acting = new TreeSet<>();
  final Set<String> generic = new TreeSet<>();

  /** Nights after which other values were generic than after the night before. */
  int genericChanges;

  IdentityHistory(int nights, IdentityConfig config, Random random) {
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
    IdentityNight all =
        IdentityNight.of(
                Resolve.resolve(events, links(), previous(full), config, run, finder()), full)
            .with(declared, run);
    IdentityNight some =
        updated
            .map(
                before ->
                    IdentityNight.of(update(events, interval, before, run), updated)
                        .with(declared, run))
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
    genericChanges += full.isPresent() && !full.get().generic().equals(all.generic()) ? 1 : 0;
    generic.addAll(all.generic());
    all.list(IdentityTables.overrides()).stream()
        .filter(row -> row.<String>getAs("state").equals("acts"))
        .forEach(row -> acting.add(row.getAs("action")));
    full = Optional.of(all);
    updated = Optional.of(some);
  }

  private ResolveResult update(
      Dataset<Row> events, Interval interval, IdentityNight before, Run run) {
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

  private static Optional<PreviousIdentity> previous(Optional<IdentityNight> before) {
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
