package io.truecount.metric.plan;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Expr;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Time ranges and their ends in SQL. */
final class TimeRanges {
  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private TimeRanges() {}

  static Expr literal(LocalDateTime time) {
    return new Expr.Cast(new Expr.Text(time.format(TEXT)), "TIMESTAMP");
  }

  /** A range that covers whole periods of the finest grain that is asked for. */
  static TimeRange widened(TimeRange range, Collection<Item.Unit> asked) {
    Optional<Grain> finest =
        asked.stream()
            .filter(Item.OfGrain.class::isInstance)
            .map(unit -> ((Item.OfGrain) unit).grain())
            .min(Grain::compareTo);
    return finest
        .filter(Grain.DAY::finerThan)
        .map(g -> new TimeRange(start(g, range.from()), last(g, range.to())))
        .orElse(range);
  }

  private static LocalDateTime start(Grain grain, LocalDateTime time) {
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (grain) {
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case QUARTER -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
      case YEAR -> day.withDayOfYear(1);
      default -> day;
    };
  }

  /** The last day of the period. */
  private static LocalDateTime last(Grain grain, LocalDateTime time) {
    LocalDateTime start = start(grain, time);
    LocalDateTime next =
        switch (grain) {
          case WEEK -> start.plusWeeks(1);
          case MONTH -> start.plusMonths(1);
          case QUARTER -> start.plusMonths(3);
          case YEAR -> start.plusYears(1);
          default -> start.plusDays(1);
        };
    return next.minusDays(1);
  }
}
