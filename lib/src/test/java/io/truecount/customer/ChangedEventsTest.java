package io.truecount.customer;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Interval;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class ChangedEventsTest {
  private static final List<Interval> SECOND = List.of(Interval.parse("2026-05-02/2026-05-03"));

  /** Each is loaded on the day after it occurred. */
  private final Dataset<Row> events =
      new EventRows()
          .add("web", "A", "2026-04-30T10:00:00Z", "anon=a1")
          .add("web", "B", "2026-04-30T11:00:00Z", "anon=a2")
          .add("web", "C", "2026-04-29T12:00:00Z", "anon=a1")
          .add("web", "D", "2026-05-01T10:00:00Z", "anon=a2")
          .add("web", "E", "2026-05-01T11:00:00Z", "anon=a3")
          .dataset()
          .withColumn(EventTables.LOADED_AT, expr("occurred_at + INTERVAL 1 DAY"));

  private final Dataset<Row> before = events.filter("name <> 'E'");
  private final Dataset<Row> now = events.filter("name <> 'D'");

  @Test
  void events_of_loads_and_of_lists_differ() {
    try (ChangedEvents changed =
        ChangedEvents.of(all(before, "C1"), all(now, "C2"), SECOND, lists("anon=a1"))) {
      assertRows(changed.gone().orElseThrow()).hasRows("A|C1", "C|C1", "D|C1");
      assertRows(changed.fresh()).hasRows("A|C2", "C|C2", "E|C2");
    }
  }

  @Test
  void a_night_that_only_adds_takes_nothing_away() {
    Dataset<Row> first = events.filter("name < 'D'");
    try (ChangedEvents changed =
        ChangedEvents.of(all(first, "C1"), all(events, "C1"), SECOND, lists("anon=a1").limit(0))) {
      assertThat(changed.gone()).isEmpty();
      assertRows(changed.fresh()).hasRows("D|C1", "E|C1");
    }
  }

  private static RowsAssert assertRows(Dataset<Row> rows) {
    return RowsAssert.assertThat(rows).columns("name", "customer_id");
  }

  /** All of them are one customer's. */
  private ChangedEvents.All all(Dataset<Row> events, String customer) {
    Dataset<Row> lists =
        this.events
            .select(xxhash64(col("identifiers")).as(IdentityTables.IDENTIFIERS_HASH))
            .distinct()
            .select(
                col(IdentityTables.IDENTIFIERS_HASH),
                lit(customer).as(IdentityTables.CUSTOMER_ID),
                expr("CAST(NULL AS TIMESTAMP)").as(IdentityTables.VALID_FROM),
                expr("CAST(NULL AS TIMESTAMP)").as(IdentityTables.VALID_TO));
    return new ChangedEvents.All(events, lists);
  }

  private Dataset<Row> lists(String identifiers) {
    String value = identifiers.substring(identifiers.indexOf('=') + 1);
    return events
        .filter(col("identifiers").getItem(0).getField("value").equalTo(value))
        .groupBy(xxhash64(col("identifiers")).as(IdentityTables.IDENTIFIERS_HASH))
        .agg(expr("min(occurred_at)").as("first_seen"), expr("max(occurred_at)").as("last_seen"));
  }
}
