package io.truecount.table;

import static org.apache.spark.sql.functions.lit;

import io.truecount.config.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * Whole days (UTC) as few ranges, so that files outside of them need not be read.
 *
 * <pre>
 *   days     1 May, 2 May, 9 May    gives    [1 May, 3 May), [9 May, 10 May)
 * </pre>
 *
 * @param ranges in order, with a gap between each two
 * @param nulls whether rows without a time count too
 */
public record DayRanges(List<Interval> ranges, Nulls nulls) {
  /** Beyond so many the smallest gaps are closed: each is a condition on every file. */
  static final int MOST = 100;

  /** What rows without a time are. */
  public enum Nulls {
    INSIDE,
    OUTSIDE
  }

  public DayRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * Some days.
   *
   * @param times any instants of the days, in any order
   */
  public static DayRanges of(Collection<Instant> times, Nulls nulls) {
    List<Interval> days =
        times.stream()
            .map(time -> time.truncatedTo(ChronoUnit.DAYS))
            .distinct()
            .sorted()
            .map(day -> new Interval(day, day.plus(1, ChronoUnit.DAYS)))
            .toList();
    return new DayRanges(joined(joined(days, Duration.ZERO), closed(days)), nulls);
  }

  /** Ranges in any order; those that overlap or touch each other become one. */
  public static DayRanges covering(Collection<Interval> ranges, Nulls nulls) {
    List<Interval> sorted = ranges.stream().sorted(Comparator.comparing(Interval::start)).toList();
    List<Interval> apart = joined(sorted, Duration.ZERO);
    return new DayRanges(joined(apart, closed(apart)), nulls);
  }

  public boolean isEmpty() {
    return ranges.isEmpty() && nulls == Nulls.OUTSIDE;
  }

  /** How many days there are. */
  public long count() {
    return ranges.stream()
        .mapToLong(range -> Duration.between(range.start(), range.end()).toDays())
        .sum();
  }

  /** The rows whose value in a column of timestamps lies on one of the days. */
  public Slice slice(String column) {
    Stream<Slice> during =
        ranges.stream().map(range -> new Slice.During(column, range.start(), range.end()));
    Stream<Slice> without =
        nulls == Nulls.INSIDE ? Stream.of(new Slice.Null(column)) : Stream.empty();
    return new Slice.AnyOf(Stream.concat(during, without).toList());
  }

  /** True, false or NULL: whether a time lies on one of the days. */
  public Column contain(Column time) {
    Column inside =
        ranges.stream()
            .map(range -> time.geq(lit(range.start())).and(time.lt(lit(range.end()))))
            .reduce(Column::or)
            .orElseGet(() -> lit(false));
    return nulls == Nulls.INSIDE ? inside.or(time.isNull()) : inside;
  }

  /** The largest gap that is closed, so that few enough ranges are left. */
  private static Duration closed(List<Interval> sorted) {
    return IntStream.range(1, sorted.size())
        .mapToObj(i -> Duration.between(sorted.get(i - 1).end(), sorted.get(i).start()))
        .sorted(Comparator.reverseOrder())
        .skip(MOST - 1)
        .findFirst()
        .orElse(Duration.ZERO);
  }

  private static List<Interval> joined(List<Interval> sorted, Duration gap) {
    List<Interval> joined = new ArrayList<>();
    for (Interval next : sorted) {
      int last = joined.size() - 1;
      if (last >= 0 && !next.start().isAfter(joined.get(last).end().plus(gap))) {
        Interval before = joined.get(last);
        Instant end = next.end().isAfter(before.end()) ? next.end() : before.end();
        joined.set(last, new Interval(before.start(), end));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }
}
