package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.PROPERTIES;
import static io.truecount.audience.AudienceFixture.assertMembers;
import static io.truecount.audience.AudienceFixture.customer;
import static io.truecount.audience.AudienceFixture.customers;
import static io.truecount.audience.AudienceFixture.events;
import static io.truecount.audience.AudienceFixture.parse;

import io.truecount.testkit.EventRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  private static final Dataset<Row> NO_EVENTS = events(new EventRows(PROPERTIES));

  @Test
  void unknown_is_no_member_and_not_means_is_not_true() {
    Dataset<Row> customers =
        customers(
            customer("yes", "known", null, true),
            customer("no", "known", null, false),
            customer("null", "known"));
    assertMembers(
            parse(
                """
                audience: { name: is, where: { trait: is_staff, is: true } }
                ---
                audience: { name: is_not, where: { trait: is_staff, is_not: true } }
                ---
                audience: { name: not, where: { not: { trait: is_staff, is: true } } }
                ---
                audience: { name: not_in, where: { trait: is_staff, not_in: [true] } }
                ---
                audience: { name: exists, where: { trait: is_staff, exists: false } }
                ---
                audience:
                  name: any
                  where: { any: [ { trait: is_staff, is: true }, { trait: country, is: DE } ] }
                ---
                audience: { name: reference, where: { not: { audience: is } } }
                """),
            customers,
            NO_EVENTS,
            "2026-03-31T00:00:00Z")
        .hasRows(
            "any|yes",
            "exists|null",
            "is|yes",
            "is_not|no",
            "not|no",
            "not|null",
            "not_in|no",
            "reference|no",
            "reference|null");
  }

  @Test
  void anonymous_customers_are_members_only_when_requested() {
    Dataset<Row> customers = customers(customer("k", "known"), customer("a", "anonymous"));
    assertMembers(
            parse(
                """
                audience: { name: known, where: { trait: customer_id, exists: true } }
                ---
                audience:
                  { name: all, include_anonymous: true, where: { trait: customer_id, exists: true } }
                """),
            customers,
            NO_EVENTS,
            "2026-03-31T00:00:00Z")
        .hasRows("all|a", "all|k", "known|k");
  }

  @Test
  void rolling_windows_are_half_open_at_as_of() {
    Dataset<Row> events =
        events(
            new EventRows(PROPERTIES)
                .add("w", "Visit", "2026-03-01T11:59:59.999999Z", "c=too_early")
                .add("w", "Visit", "2026-03-01T12:00:00Z", "c=at_start")
                .add("w", "Visit", "2026-03-31T11:59:59.999999Z", "c=just_before")
                .add("w", "Visit", "2026-03-31T12:00:00Z", "c=at_as_of")
                .add("w", "Other", "2026-03-15T12:00:00Z", "c=other"));
    assertMembers(
            parse("audience: { name: v, where: { event: Visit, within: 30 days } }"),
            all("too_early", "at_start", "just_before", "at_as_of", "other"),
            events,
            "2026-03-31T12:00:00Z")
        .hasRows("v|at_start", "v|just_before");
  }

  @Test
  void calendar_days_start_at_local_midnight_also_when_clocks_change() {
    // Berlin leaves winter time on 2026-03-29: 3 calendar days are 71 hours there.
    Dataset<Row> events =
        events(
            new EventRows(PROPERTIES)
                .add("w", "Visit", "2026-03-27T22:59:59Z", "c=before")
                .add("w", "Visit", "2026-03-27T23:00:00Z", "c=midnight"));
    String yaml =
        """
        audience:
          name: calendar
          time_zone: Europe/Berlin
          where: { event: Visit, within: 3 calendar days }
        ---
        audience: { name: rolling, where: { event: Visit, within: 3 days } }
        """;
    assertMembers(parse(yaml), all("before", "midnight"), events, "2026-03-30T22:30:00Z")
        .hasRows("calendar|midnight", "rolling|before", "rolling|midnight");
  }

  @Test
  void measures_of_no_events_are_zero_or_unknown() {
    Dataset<Row> events =
        events(
            new EventRows(PROPERTIES)
                .add("s", "Order", "2026-03-01T10:00:00Z", "c=two", 10.0, "app")
                .add("s", "Order", "2026-03-02T10:00:00Z", "c=two", 30.0, "web")
                .add("s", "Order", "2026-03-01T10:00:00Z", "c=null", null, null));
    String yaml =
        """
        audience: { name: count2, where: { event: Order, count: ">= 2" } }
        ---
        audience: { name: count0, where: { event: Order, count: 0 } }
        ---
        audience: { name: sum0, where: { event: Order, sum: properties.revenue, value: "< 1" } }
        ---
        audience: { name: min, where: { event: Order, min: properties.revenue, value: "< 100" } }
        ---
        audience: { name: avg, where: { event: Order, avg: properties.revenue, value: "= 20" } }
        ---
        audience: { name: first, where: { event: Order, first: properties.channel, is: app } }
        ---
        audience: { name: last, where: { event: Order, last: properties.channel, is: app } }
        ---
        audience:
          name: distinct
          where: { event: Order, count_distinct: properties.channel, value: ">= 2" }
        ---
        audience: { name: where, where: { event: Order, where: "properties.revenue > 20" } }
        """;
    assertMembers(parse(yaml), all("two", "null", "none"), events, "2026-03-31T00:00:00Z")
        .hasRows(
            "avg|two",
            "count0|none",
            "count2|two",
            "distinct|two",
            "first|two",
            "min|two",
            "sum0|none",
            "sum0|null",
            "where|two");
  }

  @Test
  void a_distinct_count_has_one_nan_and_one_zero() {
    Dataset<Row> events =
        events(
            new EventRows(PROPERTIES)
                .add("s", "Order", "2026-03-01T10:00:00Z", "c=two", Double.NaN, null)
                .add("s", "Order", "2026-03-02T10:00:00Z", "c=two", Double.NaN, null)
                .add("s", "Order", "2026-03-03T10:00:00Z", "c=two", 0.0, null)
                .add("s", "Order", "2026-03-04T10:00:00Z", "c=two", -0.0, null));
    String yaml =
        """
        audience:
          name: distinct
          where: { event: Order, count_distinct: properties.revenue, value: 2 }
        """;
    assertMembers(parse(yaml), all("two", "none"), events, "2026-03-31T00:00:00Z")
        .hasRows("distinct|two");
  }

  @Test
  void traits_of_every_type() {
    Dataset<Row> customers =
        customers(
            customer(
                "c",
                "known",
                "DE",
                null,
                7L,
                Timestamp.from(Instant.parse("2026-03-30T00:00:00Z")),
                List.of("vip")),
            customer("d", "known"));
    String yaml =
        """
        audience:
          name: a
          where:
            all:
              - { trait: country, in: [DE, FR] }
              - { trait: event_count, value: ">= 7" }
              - { trait: signed_up_at, within: 7 days }
              - { trait: signed_up_at, value: ">= 2026-03-30" }
              - { trait: tags, contains: vip }
        """;
    assertMembers(parse(yaml), customers, NO_EVENTS, "2026-03-31T00:00:00Z").hasRows("a|c");
  }

  private static Dataset<Row> all(String... ids) {
    Row[] rows = new Row[ids.length];
    for (int i = 0; i < ids.length; i++) {
      rows[i] = customer(ids[i], "known");
    }
    return customers(rows);
  }
}
