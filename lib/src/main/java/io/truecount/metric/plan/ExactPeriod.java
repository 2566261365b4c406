package io.truecount.metric.plan;

import static java.util.Objects.requireNonNull;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Operator;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows that count by their time as it is, not cut to a grain: those at {@code from} or later
 * and before {@code until}. A time range of a query has whole periods instead.
 *
 * <pre>
 *   from 1 May 12:00 until 3 May 12:00    1 May 11:59 no, 1 May 12:00 yes, 3 May 12:00 no
 * </pre>
 *
 * @param from empty for all rows before the end
 * @param asOf the instant that the period is looked at from; what comes later is unknown
 */
public record ExactPeriod(Optional<LocalDateTime> from, LocalDateTime until, LocalDateTime asOf) {
  /** Engines write earlier years in ways of their own. */
  private static final LocalDateTime EARLIEST = LocalDateTime.of(1, 1, 1, 0, 0);

  public ExactPeriod {
    from = from.filter(time -> time.isAfter(EARLIEST));
    requireNonNull(until);
    requireNonNull(asOf);
  }

  /** A period that ends at the instant it is looked at from. */
  static ExactPeriod endingAt(LocalDateTime asOf, Optional<LocalDateTime> from) {
    return new ExactPeriod(from, asOf, asOf);
  }

  /** Everything that is known at the instant. */
  ExactPeriod allKnown() {
    return new ExactPeriod(Optional.empty(), asOf, asOf);
  }

  /** The condition that a time is in the period. */
  Expr contains(Expr time) {
    List<Expr> all = new ArrayList<>();
    from.ifPresent(
        start -> all.add(Expr.infix(time, Operator.GREATER_OR_EQUAL, TimeRanges.literal(start))));
    all.add(Expr.infix(time, Operator.LESS, TimeRanges.literal(until)));
    return Expr.and(all);
  }

  /** The condition that a time of a longer period is in this one; empty for the same period. */
  Optional<Expr> within(ExactPeriod longer, Expr time) {
    List<Expr> all = new ArrayList<>();
    if (!from.equals(longer.from)) {
      from.ifPresent(
          start -> all.add(Expr.infix(time, Operator.GREATER_OR_EQUAL, TimeRanges.literal(start))));
    }
    if (!until.equals(longer.until)) {
      all.add(Expr.infix(time, Operator.LESS, TimeRanges.literal(until)));
    }
    return Expr.allOf(all);
  }

  /** The shortest period that has both. */
  ExactPeriod union(ExactPeriod other) {
    return new ExactPeriod(
        from.flatMap(mine -> other.from.map(theirs -> mine.isBefore(theirs) ? mine : theirs)),
        until.isAfter(other.until) ? until : other.until,
        asOf);
  }

  /**
   * The period that offsets look back at.
   *
   * @param offsets in the order in which rows are shifted, so that the last one is looked back
   *     first
   */
  ExactPeriod shifted(List<RowSpec.Offset> offsets) {
    ExactPeriod result = this;
    for (int i = offsets.size() - 1; i >= 0; i--) {
      result = result.shifted(offsets.get(i));
    }
    return result;
  }

  private ExactPeriod shifted(RowSpec.Offset offset) {
    if (offset.window().isPresent()) {
      Window window = offset.window().get();
      return new ExactPeriod(from.map(time -> before(time, window)), before(until, window), asOf);
    }
    LocalDateTime start = startOf(offset.toGrain().orElse(""));
    return new ExactPeriod(
        from.map(time -> start.minus(Duration.between(time, until))), start, asOf);
  }

  /** The rows that a running total counts at the end of the period. */
  ExactPeriod spanning(RowSpec.Span span) {
    Optional<LocalDateTime> start =
        span.window()
            .map(window -> before(until, window))
            .or(() -> span.grainToDate().map(this::startOf));
    return new ExactPeriod(start, until, asOf);
  }

  /** The start of the calendar period that the last instant before the end lies in. */
  private LocalDateTime startOf(String grain) {
    return TimeRanges.start(standard(grain), until.minus(1, ChronoUnit.MICROS));
  }

  /** A day that a month lacks becomes its last one. */
  private static LocalDateTime before(LocalDateTime time, Window window) {
    int count = window.count();
    return switch (standard(window.grain())) {
      case YEAR -> time.minusYears(count);
      case QUARTER -> time.minusMonths(3L * count);
      case MONTH -> time.minusMonths(count);
      case WEEK -> time.minusWeeks(count);
      case DAY -> time.minusDays(count);
      case HOUR -> time.minusHours(count);
      case MINUTE -> time.minusMinutes(count);
      case SECOND -> time.minusSeconds(count);
      case MILLISECOND -> time.minus(count, ChronoUnit.MILLIS);
      case MICROSECOND -> time.minus(count, ChronoUnit.MICROS);
      case NANOSECOND -> time.minusNanos(count);
    };
  }

  private static Grain standard(String grain) {
    return Grain.named(grain)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "a length of custom grain \"%s\" is known only from its time spine"
                            .formatted(grain),
                        "query",
                        "name a metric whose windows and offsets are of standard grains")));
  }
}
