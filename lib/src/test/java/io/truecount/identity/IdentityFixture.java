package io.truecount.identity;

import static java.util.stream.Collectors.joining;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.identity.components.NativeComponents;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Resolutions written in the notation {@code a b | c}. */
final class IdentityFixture {
  static final Instant DAY_1 = Instant.parse("2026-03-02T00:00:00Z");
  static final Instant DAY_2 = Instant.parse("2026-03-03T00:00:00Z");
  static final Instant DAY_3 = Instant.parse("2026-03-04T00:00:00Z");

  private IdentityFixture() {}

  /** Types in the order of their priority, {@code name:normaliser}; a star names devices. */
  static IdentityConfig config(String... types) {
    List<IdentifierType> declared = new ArrayList<>();
    for (String type : types) {
      Level level = type.endsWith("*") ? Level.DEVICE : Level.PERSON;
      String[] parts = type.replace("*", "").split(":", 2);
      String normalizer = parts.length > 1 ? parts[1] : "trim";
      declared.add(new IdentifierType(parts[0], level, declared.size() + 1, normalizer));
    }
    return new IdentityConfig("native", "DE", declared, new Blocked(true, List.of(), List.of()));
  }

  private static Run run(Instant asOf) {
    return Run.of(new Interval(asOf.minusSeconds(86_400), asOf), asOf, "config", "code");
  }

  static Resolved resolve(Dataset<Row> events, IdentityConfig config) {
    return resolve(events, Optional.empty(), config, DAY_1);
  }

  static Resolved resolve(
      Dataset<Row> events, Optional<Resolved> before, IdentityConfig config, Instant asOf) {
    try (ResolveResult result =
        Resolve.resolve(
            events, before.map(Resolved::asPrevious), config, run(asOf), new NativeComponents())) {
      return new Resolved(
          result.map().collectAsList(),
          result.changes().collectAsList(),
          result.redirects().collectAsList(),
          result.edges().collectAsList(),
          result.attributions().collectAsList(),
          result.blocked().orElseThrow().collectAsList(),
          result.counts().collectAsList());
    }
  }

  /** The collected tables of a resolution. */
  record Resolved(
      List<Row> map,
      List<Row> changes,
      List<Row> redirects,
      List<Row> edges,
      List<Row> attributions,
      List<Row> blocked,
      List<Row> counts) {

    PreviousIdentity asPrevious() {
      return new PreviousIdentity(
          rows(IdentityTables.map(), map), rows(IdentityTables.redirects(), redirects));
    }

    RowsAssert assertEdges() {
      return RowsAssert.assertThat(rows(IdentityTables.edges(), edges));
    }

    RowsAssert assertBlocked() {
      return RowsAssert.assertThat(rows(IdentityTables.blocked(), blocked));
    }

    RowsAssert assertCounts() {
      return RowsAssert.assertThat(rows(IdentityRunTables.counts(), counts));
    }

    private static Dataset<Row> rows(TableDefinition table, List<Row> rows) {
      return SharedSpark.session().createDataFrame(rows, table.schema());
    }

    /** {@code a=1 b=2 | c=3}: identifiers by customer, sorted. */
    String partition() {
      return clusters().values().stream().sorted().collect(joining(" | "));
    }

    String idOf(String identifier) {
      return ids().get(identifier);
    }

    /** identifier -> customer id. */
    Map<String, String> ids() {
      return map.stream()
          .collect(
              Collectors.toMap(
                  r -> r.getAs("type") + "=" + r.getAs("value"),
                  r -> r.getAs(IdentityTables.CUSTOMER_ID),
                  (a, b) -> {
                    throw new AssertionError("an identifier with two customers");
                  },
                  TreeMap::new));
    }

    /** {@code change id related}, sorted. */
    List<String> changeLines() {
      return changes.stream()
          .map(
              r ->
                  Stream.of("change", "customer_id", "related_customer_id")
                      .map(c -> String.valueOf(r.<Object>getAs(c)))
                      .collect(joining(" ")))
          .sorted()
          .toList();
    }

    /** old id -> current id. */
    Map<String, String> redirectMap() {
      Map<String, String> result = new TreeMap<>();
      redirects.forEach(r -> result.put(r.getAs("customer_id"), r.getAs("current_customer_id")));
      return result;
    }

    private Map<String, String> clusters() {
      Map<String, TreeSet<String>> members = new TreeMap<>();
      ids().forEach((i, id) -> members.computeIfAbsent(id, k -> new TreeSet<>()).add(i));
      return members.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> String.join(" ", e.getValue())));
    }
  }
}
