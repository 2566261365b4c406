package io.truecount.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Interval;
import io.truecount.table.DayRanges.Nulls;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DayRangesTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void days_that_follow_each_other_are_one_range() {
    assertThat(
            DayRanges.of(List.of(at(1, 5), at(0, 9), at(0, 2), at(5, 0)), Nulls.OUTSIDE).ranges())
        .containsExactly(days(0, 2), days(5, 6));
  }

  @Test
  void the_smallest_gaps_of_many_are_closed() {
    List<Instant> days = IntStream.range(0, 300).mapToObj(i -> at(i * (i + 1) / 2, 1)).toList();
    DayRanges ranges = DayRanges.of(days, Nulls.OUTSIDE);
    assertThat(ranges.ranges()).hasSizeLessThanOrEqualTo(DayRanges.MOST).hasSizeGreaterThan(90);
    assertThat(days)
        .allSatisfy(day -> assertThat(ranges.ranges()).anyMatch(range -> range.contains(day)));
  }

  @Test
  void ranges_that_overlap_are_one() {
    assertThat(
            DayRanges.covering(
                    List.of(days(4, 6), days(0, 3), days(1, 2), days(3, 4)), Nulls.OUTSIDE)
                .ranges())
        .containsExactly(days(0, 6));
  }

  @Test
  void a_slice_has_the_rows_of_the_days() {
    var rows =
        SharedSpark.session()
            .sql(
                "SELECT * FROM VALUES ('before', TIMESTAMP '2026-02-28 23:59:59Z'),"
                    + " ('first', TIMESTAMP '2026-03-01 00:00:00Z'), ('none', NULL),"
                    + " ('end', TIMESTAMP '2026-03-02 00:00:00Z') AS t(name, at)");
    for (Nulls nulls : Nulls.values()) {
      DayRanges ranges = DayRanges.of(List.of(at(0, 5)), nulls);
      String[] expected =
          nulls == Nulls.INSIDE ? new String[] {"first", "none"} : new String[] {"first"};
      RowsAssert.assertThat(
              rows.filter(coalesce(ranges.contain(col("at")), lit(false))).select("name"))
          .hasRows(expected);
      RowsAssert.assertThat(rows.filter(ranges.slice("at").sql()).select("name")).hasRows(expected);
    }
  }

  private static Instant at(long day, int hour) {
    return START.plusSeconds(86_400 * day + 3600L * hour);
  }

  private static Interval days(long from, long to) {
    return new Interval(at(from, 0), at(to, 0));
  }
}
