package io.truecount.audience;

import static io.truecount.audience.AudienceFixture.parse;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.customer.CustomerEvents;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept measures that are brought up to date are those of all events. */
@Tag("slow")
final class MeasuresUpdateTest {
  private static final Instant AS_OF = Instant.parse("2026-06-17T12:00:00Z");

  private static final List<Audience> AUDIENCES =
      parse(
          """
          audience: { name: a, where: { any: [
            { event: Order, within: 3 days, count: ">= 2" },
            { event: View, where: "properties.revenue > 20", sum: properties.revenue, value: ">= 9" },
            { event: Order, within: 9 days, avg: properties.revenue, value: ">= 5" },
            { event: [Order, Refund], min: properties.revenue, value: ">= 5" },
            { event: Cart, last: source, is: s1 },
            { event: Cart, within: 5 days, first: source, is: s1 },
            { event: View, count_distinct: source, value: ">= 2" } ] } }
          """);

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void events_come_and_go_and_customers_merge_and_split(long seed) {
    Dataset<Row> before = events(seed);
    Column old = col("occurred_at").lt(lit(AS_OF.minusSeconds(6 * 86_400)));
    Column goes = pmod(hash(col("event_id")), lit(9)).equalTo(0).and(not(old));
    Dataset<Row> gone = before.where(goes);
    Dataset<Row> come =
        events(seed + 10).where(not(old)).withColumn("event_id", concat(lit("n"), col("event_id")));
    Column moves = pmod(hash(col("customer_id")), lit(5)).equalTo(0);
    Column movedTo = when(moves, lit("c1")).otherwise(col("customer_id"));
    Dataset<Row> after =
        before.where(not(goes)).union(come).withColumn("customer_id", movedTo).localCheckpoint();
    Dataset<Row> customers =
        before.where(moves.or(col("customer_id").equalTo("c1"))).select("customer_id").union(one());

    MeasuresUpdate update = MeasuresUpdate.of(gone.union(come), customers.distinct());
    Dataset<Row> staying = update.staying(measures(before));
    Dataset<Row> updated = staying.unionByName(measures(update.again(after)));

    assertThat(update.days()).isBetween(1L, 8L);
    assertThat(staying.count()).isPositive();
    assertThat(text(updated)).isEqualTo(text(measures(after)));
    assertThat(text(measures(before))).isNotEqualTo(text(measures(after)));
  }

  @Test
  void without_changed_customers_only_the_days_are_read_again() {
    Dataset<Row> events = events(3);
    Column late = col("occurred_at").geq(lit(AS_OF.minusSeconds(2 * 86_400)));
    MeasuresUpdate update = MeasuresUpdate.of(events.where(late), one().limit(0));
    RowsAssert.assertThat(update.again(events).selectExpr("date(occurred_at) AS day").distinct())
        .hasRows("2026-06-15", "2026-06-16", "2026-06-17");
    assertThat(MeasuresUpdate.of(events.limit(0), one().limit(0)).again(events).count()).isZero();
  }

  /** Lists of six events each; every fifth list is of c1 until its fourth event. */
  @Test
  void what_is_measured_again_is_found_among_the_events_of_the_days_and_of_the_customers_lists() {
    Dataset<Row> events =
        SharedSpark.session()
            .sql(
                """
                SELECT id AS event_id, array(named_struct('type', 'a', 'value', id % 40)) AS identifiers,
                  TIMESTAMP '2026-06-01' + make_interval(0, 0, 0, id % 40 DIV 4, id DIV 40) AS occurred_at
                FROM range(240)
                UNION ALL SELECT 240, array(), NULL
                """);
    events.createOrReplaceTempView("listed");
    Dataset<Row> attributions =
        SharedSpark.session()
            .sql(
                """
                WITH lists AS (
                  SELECT xxhash64(identifiers) AS identifiers_hash, min(event_id) AS list,
                    min(occurred_at) AS first_seen, max(occurred_at) AS last_seen
                  FROM listed WHERE event_id < 240 GROUP BY 1),
                borders AS (
                  SELECT *, if(list % 5 = 0, first_seen + INTERVAL 3 HOURS, NULL) AS border
                  FROM lists)
                SELECT identifiers_hash, first_seen, last_seen, 'c1' AS customer_id,
                  TIMESTAMP(NULL) AS valid_from, border AS valid_to
                FROM borders WHERE border IS NOT NULL
                UNION ALL
                SELECT identifiers_hash, first_seen, last_seen, 'c2', border, NULL FROM borders
                """);
    Dataset<Row> changed = events.where("date(occurred_at) = '2026-06-03'");
    MeasuresUpdate update = MeasuresUpdate.of(changed, one());

    Dataset<Row> candidates = update.candidates(events, attributions);
    Dataset<Row> again = update.again(CustomerEvents.attribute(candidates, attributions));
    assertThat(RowsAssert.text(again))
        .hasSize(8 * 3 + 4 * 6 - 3) // of the day is also the list 10 of c1
        .isEqualTo(RowsAssert.text(update.again(CustomerEvents.attribute(events, attributions))));
    assertThat(candidates.count()).isLessThan(events.count() / 2);
  }

  private static Column not(Column condition) {
    return functions.not(condition);
  }

  private static Dataset<Row> one() {
    return SharedSpark.session().sql("SELECT 'c1' AS customer_id");
  }

  private static Dataset<Row> events(long seed) {
    return ConditionShop.of(new Random(seed), AS_OF, 40).tables().get("customer_events").cache();
  }

  private static Dataset<Row> measures(Dataset<Row> events) {
    return Evaluation.measures(SharedSpark.session(), AUDIENCES, name -> events).orElseThrow();
  }

  /** A set has no order. */
  private static List<String> text(Dataset<Row> measures) {
    Dataset<Row> sorted = measures;
    for (StructField field : measures.schema().fields()) {
      if (field.dataType() instanceof ArrayType) {
        sorted = sorted.withColumn(field.name(), array_sort(col(field.name())));
      }
    }
    return RowsAssert.text(sorted);
  }
}
