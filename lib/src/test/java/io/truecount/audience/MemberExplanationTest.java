package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.PROPERTIES;
import static io.truecount.audience.AudienceFixture.customer;
import static io.truecount.audience.AudienceFixture.customers;
import static io.truecount.audience.AudienceFixture.events;
import static io.truecount.audience.AudienceFixture.parse;
import static io.truecount.testkit.RowsAssert.assertThat;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.audience.Explanation.Truth;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class MemberExplanationTest {
  private static final Instant AS_OF = PlannedAudiencesTest.AS_OF;

  @Test
  void the_verdict_is_the_membership_and_follows_from_the_conditions_that_decided() {
    Random random = new Random(5);
    Map<String, Dataset<Row>> tables =
        Map.of(
            "customers", PlannedAudiencesTest.randomCustomers(random, 40),
            "customer_events", PlannedAudiencesTest.randomEvents(random, 40, 500));
    List<Audience> audiences = parse(PlannedAudiencesTest.definitions(random, 80));
    List<Audience> some = audiences.subList(audiences.size() - 14, audiences.size());

    assertExplained(some, audiences, AudienceFixture.NO_METRICS, tables, AS_OF);
  }

  @Test
  void every_kind_of_condition_is_explained_as_it_is_evaluated() {
    Instant asOf = Instant.parse("2026-03-30T00:30:00Z");
    ConditionShop shop = ConditionShop.of(new Random(3), asOf, 40);
    List<Audience> audiences =
        parse(
            """
            audience:
              name: every_kind
              where:
                any:
                  - { metric: revenue, within: 20 days, value: ">= 60" }
                  - { top: { metric: orders, share: 10% } }
                  - all:
                      - { dimension: customer__country, in: [DE, AT] }
                      - sequence:
                          - { event: View }
                          - { event: Order, within: 7 days }
                          - not: { event: Refund, within: 2 days }
            ---
            audience: { name: others, include_anonymous: true, where: { not: { audience: every_kind } } }
            """,
            ConditionShop.planner());
    assertExplained(audiences, audiences, ConditionShop.planner(), shop.tables(), asOf);
  }

  private static void assertExplained(
      List<Audience> some,
      List<Audience> defined,
      Planner metrics,
      Map<String, Dataset<Row>> tables,
      Instant asOf) {
    tables.forEach((name, rows) -> rows.createOrReplaceTempView(name));
    Map<String, Row> flags =
        byCustomer(
            Evaluation.flags(SharedSpark.session(), some, defined, metrics, tables::get, asOf));
    for (Audience audience : some) {
      MemberExplanation explanation = MemberExplanation.of(audience, defined, metrics, asOf);
      ConditionNode tree =
          ConditionTree.of(audience, defined.stream().collect(toMap(Audience::name, a -> a)));
      Map<String, Row> rows = byCustomer(rows(explanation.plan()));
      assertThat(rows.keySet()).isEqualTo(flags.keySet());
      rows.forEach(
          (customer, row) -> {
            boolean member = flags.get(customer).<Boolean>getAs(audience.name());
            Explanation explained = explanation.of(row);
            assertThat(row.<Boolean>getAs(MemberExplanation.MEMBER)).isEqualTo(member);
            assertThat(explained.truth() == Truth.TRUE).isEqualTo(member);
            assertFollows(tree, explained, member);
          });
    }
  }

  /** Whatever the conditions that did not decide had been, the membership would be the same. */
  private static void assertFollows(ConditionNode tree, Explanation explained, boolean member) {
    Map<Integer, Explanation> byId =
        explained.all().collect(toMap(Explanation::id, e -> e, (a, b) -> a, TreeMap::new));
    assertThat(explained.deciding()).isNotEmpty();
    assertThat(truth(tree, id -> byId.get(id).truth()) == Truth.TRUE).isEqualTo(member);
    for (Truth other : Truth.values()) {
      Truth changed = truth(tree, id -> byId.get(id).decides() ? byId.get(id).truth() : other);
      assertThat(changed == Truth.TRUE).as("others are %s", other).isEqualTo(member);
    }
  }

  /** SQL's logic of three values, written plainly. */
  private static Truth truth(ConditionNode node, Function<Integer, Truth> leaves) {
    List<Truth> below = node.children().stream().map(child -> truth(child, leaves)).toList();
    return switch (node.rule()) {
      case LEAF -> leaves.apply(node.id());
      case NONE -> below.get(0) == Truth.TRUE ? Truth.FALSE : Truth.TRUE;
      case SAME -> below.get(0) == Truth.TRUE ? Truth.TRUE : Truth.FALSE;
      case EVERY -> combined(below, Truth.FALSE, Truth.TRUE);
      case SOME -> combined(below, Truth.TRUE, Truth.FALSE);
    };
  }

  private static Truth combined(List<Truth> below, Truth one, Truth none) {
    if (below.contains(one)) {
      return one;
    }
    return below.contains(Truth.UNKNOWN) ? Truth.UNKNOWN : none;
  }

  private static Map<String, Row> byCustomer(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .collect(toMap(row -> row.getAs("customer_id"), row -> row, (a, b) -> a, TreeMap::new));
  }

  private static Dataset<Row> rows(Plan plan) {
    return SharedSpark.session().sql(plan.sql(Dialect.SPARK, TableNames.bare()));
  }

  @Test
  void values_and_the_latest_events_are_shown_beside_their_conditions() {
    customers(
            customer("c1", "known", "DE"),
            customer("c2", "anonymous", "DE"),
            customer("c3", "known"))
        .createOrReplaceTempView("customers");
    events(
            new EventRows(PROPERTIES)
                .add("s", "Order", "2026-03-01T00:00:00Z", "c=c1", 10.0)
                .add("s", "Order", "2026-03-30T00:00:00Z", "c=c1", 20.5)
                .add("s", "Order", "2026-03-31T00:00:00Z", "c=c1", 30.0)
                .add("s", "Visit", "2026-03-31T00:00:00Z", "c=c1")
                .add("s", "Order", "2026-03-31T00:00:00Z", "c=c2", 1.0)
                .add("s", "Order", "2026-04-30T00:00:00Z", "c=c1", 1000.0))
        .createOrReplaceTempView("customer_events");
    List<Audience> audiences =
        parse(
            """
            audience:
              name: a
              where:
                all:
                  - { trait: country, is: DE }
                  - any:
                      - { event: Order, within: 10 days, sum: properties.revenue, value: ">= 50" }
                      - { event: [Order, Visit], count: ">= 9" }
            """);
    MemberExplanation explanation =
        MemberExplanation.of(audiences.get(0), audiences, AudienceFixture.NO_METRICS, AS_OF);
    Map<String, Row> rows = byCustomer(rows(explanation.plan()));

    assertThat(lines(explanation.of(rows.get("c1"))))
        .isEqualTo(
            """
            0 * TRUE all of
            1 * TRUE trait kind = known: known
            2 * TRUE all of
            3 * TRUE trait country = DE: DE
            4 * TRUE any of
            5 * TRUE event Order within 10 days: sum properties.revenue >= 50: 50.5
            6 FALSE event Order or Visit: count >= 9: 4""");
    assertThat(explanation.of(rows.get("c1")).deciding())
        .extracting(Explanation::id)
        .containsExactly(3, 5, 1);
    assertThat(lines(explanation.of(rows.get("c2"))))
        .contains("1 * FALSE trait kind = known: anonymous", "2 FALSE", "3 TRUE");
    assertThat(lines(explanation.of(rows.get("c3"))))
        .contains("3 UNKNOWN trait country = DE: –", "4 * FALSE", "6 * FALSE");
    assertThat(
            explanation
                .events()
                .latest(
                    rows(explanation.events().plan().orElseThrow()).where("customer_id = 'c1'"), 3))
        .columns("condition", "event_id", "name", "measured")
        .hasRows(
            "5|e001|Order|20.5",
            "5|e002|Order|30.0",
            "6|e001|Order|NULL",
            "6|e002|Order|NULL",
            "6|e003|Visit|NULL");
  }

  private static String lines(Explanation explained) {
    return explained
        .all()
        .map(
            e ->
                "%d %s%s %s%s"
                    .formatted(
                        e.id(),
                        e.decides() ? "* " : "",
                        e.truth(),
                        e.condition(),
                        e.measures() ? ": " + e.value().orElse("–") : ""))
        .collect(joining("\n"));
  }
}
