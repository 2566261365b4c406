package io.truecount.metric.plan;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Grain;
import java.util.Collection;
import java.util.Optional;

/**
 * Decides which periods an offset shifts as wholes. Months differ in length, so that no number of
 * days is a month: with an offset of one month, a query by month gives March all of February.
 * Single days are shifted, each to the day one month later, only where the groups are not made of
 * months.
 *
 * <pre>
 * offset     query by    shifted
 * 1 month    month       months
 * 1 year     quarter     quarters
 * 7 days     week        weeks
 * 1 month    quarter     months, then grouped by quarter
 * 1 month    week        days
 * 1 month    day         days
 * </pre>
 */
final class OffsetPeriods {
  private OffsetPeriods() {}

  /**
   * The finest queried period, when all groups are made of such periods and the offset goes from
   * the start of one to the start of another.
   */
  static Optional<Grain> whole(Collection<GroupByItem.Unit> requested, RowSpec.Offset offset) {
    return requested.stream()
        .flatMap(unit -> unit.standardGrain().stream())
        .min(Grain::compareTo)
        .filter(period -> requested.stream().allMatch(unit -> isMadeOf(unit, period)))
        .filter(period -> isWhole(offset, period));
  }

  /** Whether an offset is given in months, quarters or years and all groups are made of months. */
  static boolean isOfMonths(Collection<GroupByItem.Unit> requested, RowSpec.Offset offset) {
    boolean months =
        offset
            .window()
            .flatMap(window -> Grain.named(window.grain()))
            .filter(unit -> !unit.finerThan(Grain.MONTH))
            .isPresent();
    return months && requested.stream().allMatch(unit -> isMadeOf(unit, Grain.MONTH));
  }

  private static boolean isMadeOf(GroupByItem.Unit unit, Grain period) {
    return unit.match(
        new GroupByItem.UnitCases<>() {
          @Override
          public Boolean grain(Grain grain) {
            return isMadeOf(grain, period);
          }

          @Override
          public Boolean part(DatePart part) {
            return isMadeOf(OffsetPeriods.grain(part), period);
          }

          @Override
          public Boolean custom(String grain) {
            return false;
          }
        });
  }

  /** Whether a period is made of shorter ones; weeks make up no longer period. */
  private static boolean isMadeOf(Grain longer, Grain period) {
    return longer == period || (period != Grain.WEEK && period.finerThan(longer));
  }

  /** The longest period throughout which a part of the date is the same. */
  private static Grain grain(DatePart part) {
    return switch (part) {
      case YEAR -> Grain.YEAR;
      case QUARTER -> Grain.QUARTER;
      case MONTH -> Grain.MONTH;
      case DAY, DOW, DOY -> Grain.DAY;
    };
  }

  private static boolean isWhole(RowSpec.Offset offset, Grain period) {
    boolean window =
        offset
            .window()
            .filter(
                w ->
                    Grain.named(w.grain())
                        .filter(unit -> isWhole(w.count(), unit, period))
                        .isPresent())
            .isPresent();
    boolean start =
        offset
            .toGrain()
            .flatMap(Grain::named)
            .filter(longer -> isMadeOf(longer, period))
            .isPresent();
    return window || start;
  }

  private static boolean isWhole(int count, Grain unit, Grain period) {
    if (unit.finerThan(Grain.MONTH)) {
      return period.finerThan(Grain.MONTH)
          && (!unit.finerThan(period) || count % (nanos(period) / nanos(unit)) == 0);
    }
    return period.finerThan(Grain.MONTH)
        ? !Grain.DAY.finerThan(period)
        : (long) count * months(unit) % months(period) == 0;
  }

  private static int months(Grain grain) {
    return switch (grain) {
      case YEAR -> 12;
      case QUARTER -> 3;
      default -> 1;
    };
  }

  private static long nanos(Grain grain) {
    return switch (grain) {
      case WEEK -> 7 * nanos(Grain.DAY);
      case DAY -> 24 * nanos(Grain.HOUR);
      case HOUR -> 60 * nanos(Grain.MINUTE);
      case MINUTE -> 60 * nanos(Grain.SECOND);
      case SECOND -> 1_000_000_000;
      case MILLISECOND -> 1_000_000;
      case MICROSECOND -> 1_000;
      default -> 1;
    };
  }
}
