package io.truecount.audience;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.audience.ConditionShop.Customer;
import io.truecount.audience.ConditionShop.Happened;
import io.truecount.audience.ConditionShop.Purchase;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Rows and events at the exact borders of windows, of metrics and of sequences. */
final class ConditionBordersTest {
  private static final Planner METRICS = ConditionShop.planner();

  /** One purchase each, named by the customer. */
  private static RowsAssert purchases(String asOf, String yaml, String... times) {
    List<Purchase> rows = new ArrayList<>();
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      customers.add(new Customer(times[i], true, "DE", true));
      rows.add(new Purchase(i, times[i], Instant.parse(times[i]), 1L, "app", false));
    }
    return members(
        new ConditionShop(Instant.parse(asOf), customers, List.of(), rows, List.of(), List.of()),
        yaml);
  }

  /** Events of one customer each: {@code Name@time}, in the order of their ids. */
  private static RowsAssert events(String asOf, String yaml, String... customers) {
    List<Happened> events = new ArrayList<>();
    for (String customer : customers) {
      for (String event : customer.split(" ", -1)) {
        String[] parts = event.split("@", -1);
        events.add(new Happened("", "s", parts[0], Instant.parse(parts[1] + "Z"), customer, null));
      }
    }
    return members(
        new ConditionShop(
            Instant.parse(asOf),
            List.of(customers).stream().map(c -> new Customer(c, true, "DE", true)).toList(),
            events,
            List.of(),
            List.of(),
            List.of()),
        yaml);
  }

  private static RowsAssert members(ConditionShop shop, String yaml) {
    List<Audience> audiences = AudienceFixture.parse(yaml, METRICS);
    return RowsAssert.assertThat(
            AudienceFixture.members(audiences, METRICS, shop.tables(), shop.asOf()))
        .columns("audience", "customer_id");
  }

  @Test
  void a_window_of_a_metric_is_half_open_and_not_of_whole_days() {
    purchases(
            "2026-03-31T12:00:00Z",
            "audience: { name: a, where: { metric: orders, within: 1 days, value: \">= 1\" } }",
            "2026-03-30T11:59:59.999999Z",
            "2026-03-30T12:00:00Z",
            "2026-03-31T11:59:59.999999Z",
            "2026-03-31T12:00:00Z")
        .hasRows("a|2026-03-30T12:00:00Z", "a|2026-03-31T11:59:59.999999Z");
  }

  /** The 29th of March 2026 has 23 hours in Berlin: as of the 30th, 1 calendar day is 24.5. */
  @Test
  void a_calendar_day_may_have_23_hours() {
    purchases(
            "2026-03-29T23:30:00Z",
            """
            audience:
              name: calendar
              time_zone: Europe/Berlin
              where: { metric: orders, within: 1 calendar days, value: ">= 1" }
            ---
            audience: { name: rolling, where: { metric: orders, within: 1 days, value: ">= 1" } }
            """,
            "2026-03-28T22:59:59Z",
            "2026-03-28T23:00:00Z",
            "2026-03-28T23:29:59Z",
            "2026-03-28T23:30:00Z")
        .hasRows(
            "calendar|2026-03-28T23:00:00Z",
            "calendar|2026-03-28T23:29:59Z",
            "calendar|2026-03-28T23:30:00Z",
            "rolling|2026-03-28T23:30:00Z");
  }

  /** The 25th of October 2026 has 25 hours in Berlin. */
  @Test
  void a_calendar_day_may_have_25_hours() {
    purchases(
            "2026-10-25T23:00:00Z",
            """
            audience:
              name: calendar
              time_zone: Europe/Berlin
              where: { metric: orders, within: 1 calendar days, value: ">= 1" }
            ---
            audience: { name: rolling, where: { metric: orders, within: 1 days, value: ">= 1" } }
            """,
            "2026-10-24T21:59:59Z",
            "2026-10-24T22:00:00Z",
            "2026-10-24T23:00:00Z")
        .hasRows(
            "calendar|2026-10-24T22:00:00Z",
            "calendar|2026-10-24T23:00:00Z",
            "rolling|2026-10-24T23:00:00Z");
  }

  @Test
  void an_offset_looks_back_from_as_of_by_calendar_months() {
    purchases(
            "2026-03-31T12:00:00Z",
            "audience: { name: a, where: { metric: month_ago, within: 1 days, value: \">= 1\" } }",
            "2026-02-27T12:00:00Z",
            "2026-02-28T11:59:59Z",
            "2026-02-28T12:00:00Z",
            "2026-03-31T11:00:00Z")
        .hasRows();
    // From 30 March back is 28 February as well, so that the period has no time in it.
    purchases(
            "2026-03-31T12:00:00Z",
            "audience: { name: a, where: { metric: month_ago, within: 4 days, value: \">= 1\" } }",
            "2026-02-27T11:59:59Z",
            "2026-02-27T12:00:00Z",
            "2026-02-28T11:59:59Z",
            "2026-02-28T12:00:00Z")
        .hasRows("a|2026-02-27T12:00:00Z", "a|2026-02-28T11:59:59Z");
  }

  @Test
  void a_period_to_date_ends_with_the_last_instant_before_as_of() {
    String[] times = {"2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", "2026-02-28T23:59:59Z"};
    String yaml = "audience: { name: a, where: { metric: to_date, value: \">= 1\" } }";
    purchases("2026-03-01T00:00:00Z", yaml, times)
        .hasRows("a|2026-02-01T00:00:00Z", "a|2026-02-28T23:59:59Z");
    purchases("2026-03-01T00:00:01Z", yaml, times).hasRows();
  }

  @Test
  void steps_are_in_a_strict_order_and_their_windows_include_the_border() {
    String yaml =
        "audience: { name: a, where: { sequence: [{ event: A }, { event: B, within: 1 days }] } }";
    events(
            "2026-03-31T12:00:00Z",
            yaml,
            "A@2026-03-01T00:00:00 B@2026-03-02T00:00:00",
            "A@2026-03-01T00:00:00 B@2026-03-02T00:00:01",
            "A@2026-03-01T00:00:00 B@2026-03-01T00:00:00",
            "B@2026-03-01T00:00:00 A@2026-03-01T00:00:00",
            "A@2026-03-31T11:59:59 B@2026-03-31T12:00:00")
        .hasRows(
            "a|A@2026-03-01T00:00:00 B@2026-03-01T00:00:00",
            "a|A@2026-03-01T00:00:00 B@2026-03-02T00:00:00");
  }

  @Test
  void an_absent_step_may_come_when_its_window_is_over() {
    String yaml =
        "audience: { name: a, where: { sequence: [{ event: A }, { event: B },"
            + " { not: { event: C, within: 1 days } }] } }";
    events(
            "2026-03-31T12:00:00Z",
            yaml,
            "A@2026-03-01T00:00:00 B@2026-03-02T00:00:00 C@2026-03-03T00:00:00",
            "A@2026-03-01T00:00:00 B@2026-03-02T00:00:00 C@2026-03-02T23:59:59",
            "A@2026-03-01T00:00:00 C@2026-03-01T12:00:00 B@2026-03-02T00:00:00",
            "A@2026-03-01T00:00:00 B@2026-03-02T00:00:00 C@2026-03-02T00:00:01 B@2026-03-05T00:00:00")
        .hasRows(
            "a|A@2026-03-01T00:00:00 B@2026-03-02T00:00:00 C@2026-03-02T00:00:01 B@2026-03-05T00:00:00",
            "a|A@2026-03-01T00:00:00 B@2026-03-02T00:00:00 C@2026-03-03T00:00:00",
            "a|A@2026-03-01T00:00:00 C@2026-03-01T12:00:00 B@2026-03-02T00:00:00");
  }

  /** What an event at as_of has changed is not known yet. */
  @Test
  void a_dimension_with_versions_is_that_of_the_last_instant_before_as_of() {
    Problems problems = new Problems();
    Planner tiers =
        new Planner(
            ManifestReader.read(
                """
                semantic_models:
                  - name: tiers
                    node_relation: {alias: tiers}
                    entities: [{name: customer, type: natural, expr: customer_id}]
                    dimensions:
                      - {name: tier, type: categorical}
                      - name: starts
                        type: time
                        type_params: {time_granularity: day, validity_params: {is_start: true}}
                      - name: ends
                        type: time
                        type_params: {time_granularity: day, validity_params: {is_end: true}}
                """,
                "tiers.yml",
                problems),
            Semantics.TRUECOUNT);
    problems.throwIfAny();
    Dataset<Row> versions =
        SharedSpark.session()
            .sql(
                """
                SELECT customer_id, tier, timestamp(starts) AS starts, timestamp(ends) AS ends
                FROM VALUES
                  ('until', 'gold', '2026-03-01 00:00:00', '2026-03-31 12:00:00'),
                  ('until', 'blue', '2026-03-31 12:00:00', NULL),
                  ('from', 'blue', '2026-03-01 00:00:00', '2026-03-31 11:59:59.999999'),
                  ('from', 'gold', '2026-03-31 11:59:59.999999', NULL),
                  ('over', 'gold', '2026-03-01 00:00:00', '2026-03-31 11:59:59.999999')
                  AS versions(customer_id, tier, starts, ends)
                """);
    Dataset<Row> customers =
        AudienceFixture.customers(
            AudienceFixture.customer("until", "known"),
            AudienceFixture.customer("from", "known"),
            AudienceFixture.customer("over", "known"));
    RowsAssert.assertThat(
            AudienceFixture.members(
                AudienceFixture.parse(
                    "audience: { name: a, where: { dimension: customer__tier, is: gold } }", tiers),
                tiers,
                Map.of("customers", customers, "tiers", versions),
                Instant.parse("2026-03-31T12:00:00Z")))
        .columns("audience", "customer_id")
        .hasRows("a|from", "a|until");
  }

  /**
   * Whatever their windows, filters and aggregations: one pass over each model, two over events.
   */
  @Test
  void conditions_that_read_one_source_share_a_pass() {
    String conditions =
        """
        audience:
          name: a
          where:
            any:
              - { metric: revenue, within: 7 days, value: "> 5" }
              - { metric: revenue, within: 30 calendar days, value: "> 5" }
              - { metric: channels, where: "{{ Dimension('purchase__channel') }} = 'app'", value: 1 }
              - { metric: growth, value: "> 1" }
              - { metric: trailing, value: "> 1" }
              - { top: { metric: mean, within: 9 days, share: 5% } }
              - { event: A, within: 7 days }
              - { event: B, sum: properties.revenue, value: "> 5" }
              - sequence: [{ event: A }, { event: B }]
              - sequence: [{ event: B }, { event: A, within: 2 days }, { not: { event: C } }]
        """;
    List<Audience> audiences = AudienceFixture.parse(conditions, METRICS);
    assertThat(
            AudiencePlanner.plan(audiences, METRICS, Instant.EPOCH)
                .explain()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("read: ")))
        .containsExactlyInAnyOrder(
            "read: rows of customers",
            "read: rows of purchases",
            "read: rows of purchases", // what is counted distinct
            "read: events that conditions measure",
            "read: events of sequences");
  }

  @Test
  void ties_at_the_border_of_a_top_go_by_id_or_are_all_in() {
    ConditionShop shop =
        new ConditionShop(
            Instant.parse("2026-03-31T12:00:00Z"),
            IntStream.range(0, 5).mapToObj(i -> new Customer("c" + i, i > 0, "DE", true)).toList(),
            List.of(),
            IntStream.of(0, 1, 2, 2, 3, 3)
                .mapToObj(
                    i ->
                        new Purchase(
                            i, "c" + i, Instant.parse("2026-03-30T00:00:00Z"), 9L, "app", false))
                .toList(),
            List.of(),
            List.of());
    members(
            shop,
            """
            audience: { name: half, where: { top: { metric: orders, share: 34% } } }
            ---
            audience: { name: one, where: { top: { metric: orders, count: 1 } } }
            ---
            audience: { name: ties, where: { top: { metric: orders, count: 1, ties: include } } }
            ---
            audience: { name: rest, where: { not: { top: { metric: orders, count: 2 } } } }
            ---
            audience:
              name: anyone
              include_anonymous: true
              where: { top: { metric: orders, count: 3 } }
            """)
        .hasRows(
            "anyone|c0",
            "anyone|c2",
            "anyone|c3",
            "half|c2",
            "half|c3",
            "one|c2",
            "rest|c1",
            "rest|c4",
            "ties|c2",
            "ties|c3");
  }
}
