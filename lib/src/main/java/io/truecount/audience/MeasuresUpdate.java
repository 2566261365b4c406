package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

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
  /** Beyond so many ranges of days all days between the first and the last are measured again. */
  private static final int MOST = 50;

  private final List<Instant> starts;
  private final List<Instant> ends;
  private final Dataset<Row> customers;

  private MeasuresUpdate(List<Instant> starts, List<Instant> ends, Dataset<Row> customers) {
    this.starts = List.copyOf(starts);
    this.ends = List.copyOf(ends);
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
            .orderBy(DayMeasures.DAY)
            .collectAsList()
            .stream()
            .map(row -> row.<java.sql.Timestamp>getAs(0).toInstant())
            .toList();
    List<Instant> starts = new ArrayList<>();
    List<Instant> ends = new ArrayList<>();
    for (Instant day : days) {
      Instant end = day.plus(1, ChronoUnit.DAYS);
      if (!ends.isEmpty() && ends.get(ends.size() - 1).equals(day)) {
        ends.set(ends.size() - 1, end);
      } else {
        starts.add(day);
        ends.add(end);
      }
    }
    return starts.size() > MOST
        ? new MeasuresUpdate(
            starts.subList(0, 1), ends.subList(ends.size() - 1, ends.size()), customers)
        : new MeasuresUpdate(starts, ends, customers);
  }

  /** How many days are measured again for all customers. */
  public long days() {
    long days = 0;
    for (int i = 0; i < starts.size(); i++) {
      days += ChronoUnit.DAYS.between(starts.get(i), ends.get(i));
    }
    return days;
  }

  /** The rows that stay. */
  public Dataset<Row> staying(Dataset<Row> kept) {
    return kept.where(not(isOn(col(DayMeasures.DAY)))).join(customers, ids(), "left_anti");
  }

  /**
   * The events of what is measured again. Without changed customers only the days are read.
   *
   * @param events all, each with its customer
   */
  public Dataset<Row> again(Dataset<Row> events) {
    Dataset<Row> ofDays = events.where(isOn(col(OCCURRED_AT)));
    return customers.isEmpty()
        ? ofDays
        : ofDays.unionByName(
            events.where(not(isOn(col(OCCURRED_AT)))).join(customers, ids(), "left_semi"));
  }

  private static String[] ids() {
    return new String[] {CUSTOMER_ID};
  }

  private Column isOn(Column time) {
    return Stream.iterate(0, i -> i < starts.size(), i -> i + 1)
        .map(i -> time.geq(lit(starts.get(i))).and(time.lt(lit(ends.get(i)))))
        .reduce(Column::or)
        .map(on -> functions.coalesce(on, lit(false)))
        .orElseGet(() -> lit(false));
  }
}
