package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.parse;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.Answers;
import io.truecount.metric.DuckTables;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random definitions over every kind of condition and random customers: Spark's members are those
 * that DuckDB finds by the same plan's SQL, and those that a plainly written oracle finds.
 */
@Tag("slow")
final class ConditionsTest {
  @TempDir static Path folder;

  /** As of noon, and as of the days when clocks change in Berlin: 23 and 25 hours. */
  @ParameterizedTest
  @CsvSource({
    "1, 2026-06-17T12:00:00Z",
    "2, 2026-03-30T00:30:00Z",
    "3, 2026-10-26T00:00:00Z",
    "4, 2026-03-01T00:00:00Z"
  })
  void members_are_those_of_duckdb_and_of_the_oracle(long seed, Instant asOf) {
    Random random = new Random(seed);
    ConditionShop shop = ConditionShop.of(random, asOf, 40);
    List<GeneratedAudience> defined =
        new ConditionGenerator(random, new ConditionOracle(shop)).audiences(32);
    Planner planner = ConditionShop.planner();
    List<Audience> audiences =
        parse(defined.stream().map(GeneratedAudience::yaml).collect(joining("\n---\n")), planner);
    Map<String, Dataset<Row>> tables = shop.tables();

    Map<String, String> expected = expected(defined, shop);
    assertThat(differences(expected, spark(audiences, planner, tables, asOf, defined))).isEmpty();
    assertThat(differences(expected, days(audiences, planner, tables, asOf, defined))).isEmpty();
    assertThat(differences(expected, duckDb(audiences, planner, tables, asOf, defined))).isEmpty();
  }

  private static List<String> differences(
      Map<String, String> expected, Map<String, String> actual) {
    return expected.keySet().stream()
        .filter(yaml -> !expected.get(yaml).equals(actual.get(yaml)))
        .map(yaml -> "%s: %s, not %s".formatted(yaml, actual.get(yaml), expected.get(yaml)))
        .toList();
  }

  /** Members by definition, so that a difference shows the definition. */
  private static Map<String, String> expected(List<GeneratedAudience> defined, ConditionShop shop) {
    Map<String, String> result = new TreeMap<>();
    for (GeneratedAudience one : defined) {
      result.put(
          one.yaml(),
          shop.customers().stream()
              .filter(c -> c.known() || one.anonymous())
              .map(ConditionShop.Customer::id)
              .filter(one.condition()::isTrue)
              .sorted()
              .collect(joining(" ")));
    }
    return result;
  }

  private static Map<String, String> spark(
      List<Audience> audiences,
      Planner planner,
      Map<String, Dataset<Row>> tables,
      Instant asOf,
      List<GeneratedAudience> defined) {
    return spark(audiences, planner, tables, EventSource.EVENTS, asOf, defined);
  }

  /** From partial aggregates by customer and UTC day, as a nightly keeps them. */
  private static Map<String, String> days(
      List<Audience> audiences,
      Planner planner,
      Map<String, Dataset<Row>> tables,
      Instant asOf,
      List<GeneratedAudience> defined) {
    Map<String, Dataset<Row>> kept = new LinkedHashMap<>(tables);
    Evaluation.measures(SharedSpark.session(), audiences, tables::get)
        .ifPresent(rows -> kept.put(AudienceTables.MEASURES, rows));
    return spark(audiences, planner, kept, EventSource.DAYS, asOf, defined);
  }

  private static Map<String, String> spark(
      List<Audience> audiences,
      Planner planner,
      Map<String, Dataset<Row>> tables,
      EventSource source,
      Instant asOf,
      List<GeneratedAudience> defined) {
    Map<String, Set<String>> members = new LinkedHashMap<>();
    AudienceFixture.members(audiences, planner, tables, source, asOf)
        .collectAsList()
        .forEach(
            row ->
                members
                    .computeIfAbsent(row.getString(0), k -> new TreeSet<>())
                    .add(row.getString(1)));
    return byDefinition(defined, members);
  }

  private static Map<String, String> duckDb(
      List<Audience> audiences,
      Planner planner,
      Map<String, Dataset<Row>> tables,
      Instant asOf,
      List<GeneratedAudience> defined) {
    List<String> statements = new ArrayList<>(List.of("SET TimeZone = 'UTC'"));
    tables.forEach((name, rows) -> statements.add(PlannedAudiencesTest.view(folder, name, rows)));
    Answers flags =
        DuckTables.of(statements)
            .query(
                AudiencePlanner.plan(audiences, planner, asOf)
                    .sql(Dialect.DUCKDB, TableNames.bare()));
    Map<String, Set<String>> members = new LinkedHashMap<>();
    for (List<String> row : flags.rows()) {
      for (int i = 1; i < row.size(); i++) {
        if (row.get(i).equals("true")) {
          members.computeIfAbsent(flags.columns().get(i), k -> new TreeSet<>()).add(row.get(0));
        }
      }
    }
    return byDefinition(defined, members);
  }

  private static Map<String, String> byDefinition(
      List<GeneratedAudience> defined, Map<String, Set<String>> members) {
    Map<String, String> result = new TreeMap<>();
    for (GeneratedAudience one : defined) {
      result.put(one.yaml(), String.join(" ", members.getOrDefault(one.name(), new TreeSet<>())));
    }
    return result;
  }
}
