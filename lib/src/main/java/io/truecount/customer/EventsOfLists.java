package io.truecount.customer;

import static io.truecount.event.EventTables.IDENTIFIERS;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.xxhash64;

import io.truecount.config.Interval;
import io.truecount.table.DayRanges;
import io.truecount.table.DayRanges.Nulls;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the events of a few lists of identifiers without reading all: only those of the days from
 * the first to the last event of one of the lists.
 *
 * <p>Cost: one job over the lists; a scan of the identifiers of the events of these days.
 */
public final class EventsOfLists {
  private static final String DAY = "__day";
  private static final String OPENED = "__opened";

  private EventsOfLists() {}

  /**
   * The events of some lists.
   *
   * @param lists columns identifiers_hash, first_seen and last_seen; a list may come more than once
   * @param events in the shape of {@link io.truecount.event.EventTables#events}
   */
  public static Dataset<Row> of(Dataset<Row> lists, Dataset<Row> events) {
    return events
        .filter(days(lists).contain(col(OCCURRED_AT)))
        .join(
            lists.select(IDENTIFIERS_HASH),
            xxhash64(col(IDENTIFIERS)).equalTo(col(IDENTIFIERS_HASH)),
            "left_semi");
  }

  /**
   * The days from the first to the last event of each list. Two rows a day of the history at most
   * on the driver.
   */
  private static DayRanges days(Dataset<Row> lists) {
    Dataset<Row> starts = lists.select(to_date(col(FIRST_SEEN)).as(DAY), lit(1L).as(OPENED));
    Dataset<Row> ends =
        lists.select(date_add(to_date(col(LAST_SEEN)), 1).as(DAY), lit(-1L).as(OPENED));
    List<Row> changes =
        starts
            .union(ends)
            .filter(col(DAY).isNotNull())
            .groupBy(DAY)
            .agg(sum(OPENED).as(OPENED))
            .orderBy(DAY)
            .collectAsList();
    List<Interval> ranges = new ArrayList<>();
    long open = 0;
    Instant start = Instant.EPOCH;
    for (Row change : changes) {
      Instant day = midnight(change.get(0));
      if (open == 0) {
        start = day;
      }
      open += change.getLong(1);
      if (open == 0 && start.isBefore(day)) {
        ranges.add(new Interval(start, day));
      }
    }
    return DayRanges.covering(ranges, Nulls.INSIDE);
  }

  private static Instant midnight(Object date) {
    LocalDate day = date instanceof java.sql.Date sql ? sql.toLocalDate() : (LocalDate) date;
    return Interval.midnight(day);
  }
}
