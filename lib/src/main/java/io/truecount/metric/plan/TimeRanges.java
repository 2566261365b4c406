package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Operator;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Time ranges and their ends in SQL. */
public final class TimeRanges {
  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private TimeRanges() {}

  /** The condition that a time is in a range, both ends included. */
  public static Expr between(String column, TimeRange range) {
    Expr time = Expr.column(column);
    return Expr.and(
        List.of(
            Expr.infix(time, Operator.GREATER_OR_EQUAL, literal(range.from())),
            Expr.infix(time, Operator.LESS_OR_EQUAL, literal(range.to()))));
  }

  /** A time as SQL that is the same in every engine. */
  static Expr literal(LocalDateTime time) {
    return new Expr.Cast(new Expr.Text(time.format(TEXT)), "TIMESTAMP");
  }

  /**
   * A range that covers whole periods of a grain.
   *
   * @param rangeEnd whether it ends with the last microsecond of its last period, where midnight
   *     means the whole day, or with midnight of that period's last day
   */
  static TimeRange widened(TimeRange range, Grain grain, Semantics.RangeEnd rangeEnd) {
    if (rangeEnd == Semantics.RangeEnd.WHOLE_DAY) {
      boolean day = range.to().toLocalTime().equals(LocalTime.MIDNIGHT);
      Grain end = day && grain.finerThan(Grain.DAY) ? Grain.DAY : grain;
      return new TimeRange(start(grain, range.from()), next(end, range.to()).minusNanos(1000));
    }
    return grain.finerThan(Grain.DAY)
        ? new TimeRange(start(grain, range.from()), range.to())
        : new TimeRange(start(grain, range.from()), next(grain, range.to()).minusDays(1));
  }

  /** The finest grain that any of these needs; parts of dates need none. */
  static Optional<Grain> finest(Stream<ItemName> times, Spines spines) {
    return times
        .flatMap(name -> name.grain().stream())
        .map(g -> Grain.named(g).orElseGet(() -> spines.ofCustom(g).grain()))
        .min(Grain::compareTo);
  }

  /** The start of the period that a time lies in. */
  static LocalDateTime start(Grain grain, LocalDateTime time) {
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (grain) {
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case QUARTER -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
      case YEAR -> day.withDayOfYear(1);
      case DAY -> day;
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case SECOND -> time.truncatedTo(ChronoUnit.SECONDS);
      default -> time.truncatedTo(ChronoUnit.MICROS);
    };
  }

  /** The start of the next period. */
  private static LocalDateTime next(Grain grain, LocalDateTime time) {
    LocalDateTime start = start(grain, time);
    return switch (grain) {
      case WEEK -> start.plusWeeks(1);
      case MONTH -> start.plusMonths(1);
      case QUARTER -> start.plusMonths(3);
      case YEAR -> start.plusYears(1);
      case DAY -> start.plusDays(1);
      case HOUR -> start.plusHours(1);
      case MINUTE -> start.plusMinutes(1);
      case SECOND -> start.plusSeconds(1);
      default -> start.plus(1, ChronoUnit.MICROS);
    };
  }
}
