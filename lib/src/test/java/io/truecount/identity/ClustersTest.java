package io.truecount.identity;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.Interval;
import io.truecount.config.LinkRules;
import io.truecount.config.LinkRules.CannotLink;
import io.truecount.config.LinkRules.Named;
import io.truecount.config.LinkRules.Policies;
import io.truecount.config.LinkRules.Policy;
import io.truecount.config.Run;
import io.truecount.identity.components.NativeComponents;
import io.truecount.identity.rules.EdgeState;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution;
import io.truecount.testkit.EventRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Customers by rules, of many small components at once: they are those that all records come to
 * when they are resolved as one graph in memory.
 */
@Tag("slow")
final class ClustersTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final int RECORDS = 400;

  @ParameterizedTest
  @CsvSource({"OLDEST, 1", "NEWEST, 2", "NEUTRAL, 3"})
  void customers_and_refused_edges_are_those_of_the_whole_graph_in_memory(
      Policy conflict, long seed) {
    IdentityConfig config = config(conflict).withOverrides(overrides());
    Random random = new Random(seed);
    RecordReader reader = new RecordReader(config);
    IdentityGraph graph = new IdentityGraph(config);
    EventRows events = new EventRows();
    int clashes = 0;
    for (int i = 0; i < RECORDS; i++) {
      List<Identifier> ids = record(random, i / 10);
      Instant time = START.plusSeconds(3600L * random.nextInt(500));
      events.add("web", "x", time.toString(), text(ids));
      RecordReader.Reading reading = reader.read(ids);
      clashes += reading.clash().isPresent() ? 1 : 0;
      if (reading.clash().isEmpty()) {
        long micros = time.getEpochSecond() * 1_000_000;
        graph.add(reading.accepted(), Map.of(), EdgeState.of(micros, "web", i));
      }
    }
    Resolution expected = graph.resolve(NormalizedRules.of(config));
    try (ResolveResult result =
        Resolve.resolve(
            events.dataset(), Optional.empty(), config, run(), new NativeComponents())) {
      assertThat(customers(result.map().collectAsList())).isEqualTo(clusters(expected));
      assertThat(refused(result.rejections().collectAsList())).isEqualTo(refused(expected));
      assertThat(result.blocked().orElseThrow().where("reason = 'several_values'").count())
          .isPositive();
    }
    assertThat(clashes).isPositive();
    assertThat(expected.refused().stream().map(one -> one.conflict().reason()).distinct())
        .hasSize(conflict == Policy.NEUTRAL ? 5 : 4);
  }

  /** Of each action some, across groups that no record connects too. */
  private static List<IdentityOverride> overrides() {
    List<IdentityOverride> overrides = new ArrayList<>();
    for (int group = 5; group < 20; group++) {
      overrides.add(override(Action.FORCE_UNLINK, "user_id=u%d-0", group, "anon=a%d-1", group));
      overrides.add(override(Action.FORCE_LINK, "user_id=u%d-1", group, "anon=a%d-2", group + 15));
      overrides.add(override(Action.BLOCK, "email=E%d-3@x.example", group, "", 0));
    }
    return overrides;
  }

  private static IdentityOverride override(
      Action action, String a, int aGroup, String b, int bGroup) {
    List<Named> ids = new ArrayList<>(Named.parse(a.formatted(aGroup)).stream().toList());
    Named.parse(b.isEmpty() ? "" : b.formatted(bGroup)).ifPresent(ids::add);
    return new IdentityOverride(action, ids, "jane", "why", IdentityOverride.NEVER, "o:1", "o:1");
  }

  private static IdentityConfig config(Policy conflict) {
    return new IdentityConfig(
        "native",
        "DE",
        List.of(
            type("user_id", Level.PERSON, 1, IdentifierLimit.UNIQUE),
            type("email", Level.PERSON, 2, IdentifierLimit.NONE),
            type("anon", Level.DEVICE, 3, new IdentifierLimit(2, Duration.ofDays(5)))),
        new Blocked(true, List.of(), List.of()),
        new LinkRules(
            Policies.all(conflict),
            7,
            List.of(
                new CannotLink(
                    new Named("email", "E1-1@x.example"), new Named("email", "e1-2@x.example")),
                new CannotLink(new Named("email", "e2-0@x.example"), new Named("user_id", "u2-1"))),
            List.of()));
  }

  private static IdentifierType type(
      String name, Level level, int priority, IdentifierLimit limit) {
    String normalize = name.equals("email") ? "email" : "trim";
    return new IdentifierType(name, level, priority, normalize, Attribution.DEFAULT, limit);
  }

  /** Identifiers of one of many groups, which nothing connects. */
  private static List<Identifier> record(Random random, int group) {
    List<Identifier> ids = new ArrayList<>();
    add(ids, random, "user_id", "u%d-%d".formatted(group, random.nextInt(3)), 2);
    add(ids, random, "email", "e%d-%d@x.example".formatted(group, random.nextInt(4)), 2);
    add(ids, random, "anon", "a%d-%d".formatted(group, random.nextInt(5)), 3);
    add(ids, random, "user_id", "u%d-%d".formatted(group, random.nextInt(3)), 0);
    return ids;
  }

  private static void add(
      List<Identifier> ids, Random random, String type, String value, int often) {
    if (random.nextInt(4) < often || random.nextInt(30) == 0) {
      String hashed = type.equals("email") ? HashedValues.hash(value) : value;
      ids.add(new Identifier(type, random.nextInt(4) == 0 ? hashed : value));
    }
  }

  private static String text(List<Identifier> ids) {
    return String.join(",", ids.stream().map(Identifier::toString).toList());
  }

  private static Run run() {
    Instant end = START.plus(Duration.ofDays(30));
    return Run.of(new Interval(START, end), end, "config", "code");
  }

  private static Set<Set<String>> customers(List<Row> map) {
    return new HashSet<>(
        map.stream()
            .collect(
                groupingBy(
                    row -> row.<String>getAs("customer_id"),
                    mapping(
                        row -> row.getAs("type") + "=" + row.getAs("value"),
                        toCollection(TreeSet::new))))
            .values());
  }

  private static Set<Set<String>> clusters(Resolution resolution) {
    Set<Set<String>> clusters = new HashSet<>();
    for (List<Identifier> cluster : resolution.clusters()) {
      clusters.add(new TreeSet<>(cluster.stream().map(Identifier::toString).toList()));
    }
    return clusters;
  }

  private static Set<String> refused(List<Row> rejections) {
    Set<String> refused = new TreeSet<>();
    for (Row row : rejections) {
      refused.add(
          refusal(
              row.getAs("a_type") + "=" + row.getAs("a_value"),
              row.getAs("b_type") + "=" + row.getAs("b_value"),
              row.getAs("reason"),
              row.getAs("detail")));
    }
    assertThat(refused).hasSameSizeAs(rejections);
    return refused;
  }

  private static Set<String> refused(Resolution resolution) {
    Set<String> refused = new TreeSet<>();
    resolution
        .refused()
        .forEach(
            one ->
                refused.add(
                    refusal(
                        one.edge().a().id().toString(),
                        one.edge().b().id().toString(),
                        one.conflict().reason().text(),
                        one.conflict().words())));
    return refused;
  }

  private static String refusal(String a, String b, String reason, String detail) {
    return String.join(" ", new TreeSet<>(Set.of(a, b))) + " " + reason + " " + detail;
  }
}
