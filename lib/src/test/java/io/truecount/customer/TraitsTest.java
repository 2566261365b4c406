package io.truecount.customer;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Rule;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.error.Problems;
import io.truecount.identity.IdentityTables;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** Traits and their history are those of rules written plainly, whatever the order of the rows. */
final class TraitsTest {
  private static final IdentityConfig IDENTITY =
      new IdentityConfig(
          "native",
          "DE",
          List.of(new IdentifierType("user_id", Level.PERSON, 1, "trim")),
          new Blocked(true, List.of(), List.of()));
  private static final TraitFacts FACTS = TraitFacts.random(3, 25, 500);
  private static final List<Trait> TRAITS = TraitFacts.traits();

  @Test
  void every_rule_gives_the_value_of_the_oracle_for_every_type() {
    List<String> expected = FACTS.lines(TRAITS);
    assertThat(expected).anyMatch(line -> line.contains("NULL"));
    assertThat(customers(FACTS.rows().dataset(), TRAITS))
        .columns(columns(TRAITS))
        .hasRows(expected.toArray(String[]::new));
    assertThat(customers(FACTS.rows().shuffled(5, 7), TRAITS))
        .columns(columns(TRAITS))
        .hasRows(expected.toArray(String[]::new));
  }

  @Test
  void a_history_has_the_values_of_each_moment() {
    List<String> expected = FACTS.history(TRAITS);
    assertThat(history(FACTS.rows().shuffled(9, 3), TRAITS))
        .hasRows(expected.toArray(String[]::new));
  }

  @Test
  void a_history_changes_only_with_its_own_traits_and_ends_with_the_customers() {
    List<Trait> chosen = TRAITS.stream().filter(t -> t.property().equals("staff")).toList();
    List<Trait> all = new ArrayList<>(chosen);
    all.add(new Trait("city", "city", Rule.MOST_RECENT, List.of(), "f:1"));
    Dataset<Row> history = history(FACTS.rows().dataset(), all);
    assertThat(history).hasRows(FACTS.history(chosen).toArray(String[]::new));
    String[] columns = columns(chosen);
    columns[0] = "customer_id";
    assertThat(history.where("is_current"))
        .columns(columns)
        .hasRows(
            RowsAssert.text(
                    customers(FACTS.rows().dataset(), all)
                        .where("staff_first IS NOT NULL")
                        .selectExpr(columns))
                .toArray(String[]::new));
  }

  @Test
  void an_empty_text_or_list_is_a_value_and_null_says_nothing() {
    EventRows events =
        new EventRows(TraitFacts.PROPERTIES)
            .add(
                "web",
                "x",
                "2026-03-01T10:00:00Z",
                "user_id=u1",
                "Bonn",
                1L,
                1.0,
                true,
                List.of("a"))
            .add("web", "x", "2026-03-01T11:00:00Z", "user_id=u1", "", null, null, null, List.of())
            .add("web", "x", "2026-03-01T12:00:00Z", "user_id=u1");
    List<Trait> traits =
        List.of(
            new Trait("city", "city", Rule.MOST_RECENT, List.of(), true, "f:1"),
            new Trait("age", "age", Rule.MOST_RECENT, List.of(), true, "f:1"),
            new Trait("tags", "tags", Rule.MOST_RECENT, List.of(), true, "f:1"),
            new Trait("all", "tags", Rule.SET_UNION, List.of(), true, "f:1"));
    assertThat(customers(events.dataset(), traits))
        .columns(columns(traits))
        .hasRows("u1||1|[]|[a]");
    assertThat(history(events.dataset(), traits))
        .hasRows(
            "u1|Bonn|1|[a]|[a]|2026-03-01T10:00:00Z|2026-03-01T11:00:00Z|false",
            "u1||1|[]|[a]|2026-03-01T11:00:00Z|NULL|true");
  }

  @Test
  void a_trait_with_a_history_may_not_be_called_as_its_columns() {
    Problems problems = new Problems();
    Traits.check(
        new CustomersConfig(
            List.of(
                new Trait("valid_to", "city", Rule.FIRST, List.of(), true, "f:1"),
                new Trait("valid_from", "city", Rule.FIRST, List.of(), false, "f:2"))),
        TraitFacts.PROPERTIES,
        problems);
    assertThat(problems.list().stream().map(Object::toString))
        .containsExactly(
            "f:1: trait valid_to has the name of a column that every row of customers_history has\n    -> choose another name");
  }

  private static String[] columns(List<Trait> traits) {
    return Stream.concat(Stream.of("identifiers[0].value"), traits.stream().map(Trait::name))
        .toArray(String[]::new);
  }

  /** A customer's id is its user_id. */
  private static Dataset<Row> events(Dataset<Row> events) {
    return events.withColumn("customer_id", functions.expr("identifiers[0].value"));
  }

  private static Dataset<Row> history(Dataset<Row> events, List<Trait> traits) {
    return CustomersHistory.of(events(events), new CustomersConfig(traits));
  }

  private static Dataset<Row> customers(Dataset<Row> events, List<Trait> traits) {
    Dataset<Row> map =
        events(events)
            .groupBy("customer_id")
            .agg(Map.of("event_id", "count"))
            .selectExpr(
                "'user_id' AS type",
                "customer_id AS value",
                "customer_id",
                "TIMESTAMP_SECONDS(0) AS customer_created_at");
    return Customers.of(
        events(events),
        map,
        IdentityTables.attributions().empty(SharedSpark.session()),
        new CustomersConfig(traits),
        IDENTITY);
  }
}
