package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.truecount.customer.EventsOfLists;
import io.truecount.table.DayRanges;
import io.truecount.table.DayRanges.Nulls;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What of the kept measures must be measured again when events came or went, or belong to other
 * customers: all rows of the days of these events, and all rows of these customers.
 *
 * <pre>
 *   kept                  an event of 2 March came, c3 became c1     stays           measured again
 *   c1 | 1 March | …      days       2 March                         c2 | 1 March    2 March, all
 *   c2 | 1 March | …      customers  c1, c3                                          c1, all days
 *   c2 | 2 March | …
 *   c3 | 1 March | …
 * </pre>
 */
public final class MeasuresUpdate {
  private static final String TOUCHED = "__touched";

  private final DayRanges days;
  private final Dataset<Row> customers;

  private MeasuresUpdate(DayRanges days, Dataset<Row> customers) {
    this.days = days;
    this.customers = customers;
  }

  /**
   * Finds the days. Cost: one aggregation of the events that came and went.
   *
   * @param changed the events that came and those that went; only their times are read
   * @param customers column customer_id: who got events of others, or lost some
   */
  public static MeasuresUpdate of(Dataset<Row> changed, Dataset<Row> customers) {
    List<Instant> days =
        changed
            .select(date_trunc("DAY", col(OCCURRED_AT)).cast("timestamp").as(DayMeasures.DAY))
            .where(col(DayMeasures.DAY).isNotNull())
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> row.<java.sql.Timestamp>getAs(0).toInstant())
            .toList();
    return new MeasuresUpdate(DayRanges.of(days, Nulls.OUTSIDE), customers);
  }

  /** How many days are measured again for all customers. */
  public long days() {
    return days.count();
  }

  /** The rows that stay. */
  public Dataset<Row> staying(Dataset<Row> kept) {
    return kept.where(not(isOn(DayMeasures.DAY))).join(customers, ids(), "left_anti");
  }

  /**
   * Events among which are all of {@link #again}: those of the days, and of the lists of the
   * customers. Other files are not read.
   *
   * @param events all, in the shape of {@link io.truecount.event.EventTables#events}
   * @param attributions of these
   */
  public Dataset<Row> candidates(Dataset<Row> events, Dataset<Row> attributions) {
    Dataset<Row> lists = attributions.join(customers, ids(), "left_semi");
    return events
        .where(isOn(OCCURRED_AT))
        .unionByName(EventsOfLists.of(lists, events.where(not(isOn(OCCURRED_AT)))));
  }

  /**
   * The events of what is measured again.
   *
   * @param events all, or the {@link #candidates}, each with its customer
   */
  public Dataset<Row> again(Dataset<Row> events) {
    Dataset<Row> touched = customers.withColumn(TOUCHED, lit(true));
    return events
        .join(touched, ids(), "left")
        .where(isOn(OCCURRED_AT).or(col(TOUCHED).isNotNull()))
        .drop(TOUCHED);
  }

  private static String[] ids() {
    return new String[] {CUSTOMER_ID};
  }

  private Column isOn(String column) {
    return coalesce(days.contain(col(column)), lit(false));
  }
}
