package io.truecount.event;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.unix_seconds;

import io.truecount.config.Interval;
import io.truecount.source.record.Records;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The days (UTC) that rows were loaded on, as few spans of load time. */
final class LoadDays {
  /** Beyond so many spans the smallest gaps are closed: each is a condition on every file. */
  static final int MOST = 100;

  private LoadDays() {}

  /**
   * The days of some rows, each as a span. Cost: one job over their column loaded_at, whose result
   * has at most one row for each day that was ever loaded.
   */
  static List<Interval> of(Dataset<Row> rows) {
    return rows.select(epochDay()).distinct().collectAsList().stream()
        .map(row -> Interval.day(LocalDate.ofEpochDay(row.getLong(0))))
        .toList();
  }

  /**
   * As {@link #of}, of the rows of each source, as spans of {@link #joined}. Cost: one job; a row
   * for each source and day that was ever loaded on the driver.
   *
   * @param rows with the columns source and loaded_at
   */
  static SortedMap<String, List<Interval>> bySource(Dataset<Row> rows) {
    SortedMap<String, List<Interval>> days = new TreeMap<>();
    rows.select(col(Records.SOURCE), epochDay())
        .distinct()
        .collectAsList()
        .forEach(
            row ->
                days.computeIfAbsent(row.getString(0), source -> new ArrayList<>())
                    .add(Interval.day(LocalDate.ofEpochDay(row.getLong(1)))));
    days.replaceAll((source, its) -> joined(its));
    return days;
  }

  private static Column epochDay() {
    return floor(unix_seconds(col(Records.LOADED_AT)).divide(Duration.ofDays(1).toSeconds()));
  }

  /**
   * Spans in order, with a gap between each two, that cover all of these, and at most gaps more.
   */
  static List<Interval> joined(Collection<Interval> spans) {
    List<Interval> sorted = new ArrayList<>(spans);
    sorted.sort(comparing(Interval::start).thenComparing(Interval::end));
    List<Interval> apart = joined(sorted, Set.of());
    return joined(apart, smallest(gaps(apart)));
  }

  /** From the end of each span to the start of the next one. */
  static List<Duration> gaps(List<Interval> sorted) {
    return IntStream.range(1, sorted.size())
        .mapToObj(i -> Duration.between(sorted.get(i - 1).end(), sorted.get(i).start()))
        .toList();
  }

  /** The positions of all gaps but the largest ones. */
  private static Set<Integer> smallest(List<Duration> gaps) {
    return new HashSet<>(
        IntStream.range(0, gaps.size())
            .boxed()
            .sorted(comparing(gaps::get, reverseOrder()))
            .skip(MOST - 1)
            .toList());
  }

  /** Spans without a gap, or whose gap before them is to be closed, become one. */
  private static List<Interval> joined(List<Interval> sorted, Set<Integer> closed) {
    List<Interval> joined = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Interval next = sorted.get(i);
      int last = joined.size() - 1;
      boolean follows =
          last >= 0 && (closed.contains(i - 1) || !next.start().isAfter(joined.get(last).end()));
      if (follows) {
        joined.set(last, union(joined.get(last), next));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static Interval union(Interval first, Interval next) {
    Instant end = first.end().isAfter(next.end()) ? first.end() : next.end();
    return new Interval(first.start(), end);
  }
}
