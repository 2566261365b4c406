package io.truecount.audience;

import io.truecount.audience.ConditionShop.Customer;
import io.truecount.audience.ConditionShop.Happened;
import io.truecount.audience.ConditionShop.Purchase;
import io.truecount.metric.plan.Planner;
import io.truecount.testkit.RowsAssert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
