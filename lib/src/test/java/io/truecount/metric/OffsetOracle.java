package io.truecount.metric;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Offsets of metrics over orders, computed one row and one day at a time. */
record OffsetOracle(List<Order> orders, LocalDate first, LocalDate last) {
  /** An order of a customer. */
  record Order(LocalDateTime at, String customer) {}

  /** A length of time: months or days. */
  record Length(int months, int days) {
    LocalDate after(LocalDate day) {
      return day.plusMonths(months).plusDays(days);
    }

    LocalDate before(LocalDate day) {
      return day.minusMonths(months).minusDays(days);
    }
  }

  /**
   * Offsets of a metric that is made of an offset metric and so on, the nearest to its rows first.
   */
  record Back(List<Length> offsets) {
    boolean ofMonths() {
      return offsets.stream().allMatch(o -> o.days() == 0);
    }

    boolean isWhole(int months) {
      return offsets.stream().allMatch(o -> o.months() % months == 0);
    }

    boolean ofWeeks() {
      return offsets.stream().allMatch(o -> o.months() == 0 && o.days() % 7 == 0);
    }

    LocalDate after(LocalDate day) {
      LocalDate result = day;
      for (Length offset : offsets) {
        result = offset.after(result);
      }
      return result;
    }

    LocalDate before(LocalDate day) {
      LocalDate result = day;
      for (int i = offsets.size() - 1; i >= 0; i--) {
        result = offsets.get(i).before(result);
      }
      return result;
    }
  }

  static LocalDate start(String grain, LocalDate day) {
    return switch (grain) {
      case "week" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case "month" -> day.withDayOfMonth(1);
      case "quarter" -> day.withDayOfMonth(1).withMonth((day.getMonthValue() - 1) / 3 * 3 + 1);
      case "year" -> day.withDayOfYear(1);
      default -> day;
    };
  }

  private static int months(String grain) {
    return switch (grain) {
      case "year" -> 12;
      case "quarter" -> 3;
      default -> 1;
    };
  }

  private static boolean isMonths(String grain) {
    return List.of("month", "quarter", "year").contains(grain);
  }

  private List<LocalDate> days() {
    return first.datesUntil(last.plusDays(1)).toList();
  }

  private TreeSet<LocalDate> periods(String grain) {
    TreeSet<LocalDate> result = new TreeSet<>();
    days().forEach(day -> result.add(start(grain, day)));
    return result;
  }

  /** The customers of the orders that count in each period, each as often as it counts. */
  Map<LocalDate, List<String>> shifted(String grain, Back back) {
    Map<LocalDate, List<String>> result = new TreeMap<>();
    for (LocalDate period : periods(grain)) {
      for (Order order : orders) {
        LocalDate day = order.at().toLocalDate();
        if (isMonths(grain) && back.ofMonths()) {
          LocalDate month = back.after(start("month", day));
          boolean known = back.isWhole(months(grain)) || periods("month").contains(month);
          add(result, period, order, known && start(grain, month).equals(period));
        } else if (grain.equals("week") && back.ofWeeks()) {
          add(result, period, order, start(grain, back.after(day)).equals(period));
        } else {
          days().stream()
              .filter(d -> start(grain, d).equals(period))
              .forEach(d -> add(result, period, order, back.before(d).equals(day)));
        }
      }
    }
    return result;
  }

  private static void add(
      Map<LocalDate, List<String>> result, LocalDate period, Order order, boolean counts) {
    if (counts) {
      result.computeIfAbsent(period, p -> new ArrayList<>()).add(order.customer());
    }
  }

  /** What each period takes from the one that lies a length before it. */
  Map<LocalDate, List<String>> offset(
      Map<LocalDate, List<String>> values, String grain, Length length) {
    Map<LocalDate, List<String>> result = new TreeMap<>();
    for (LocalDate period : periods(grain)) {
      List<String> before = values.get(length.before(period));
      if (before != null) {
        result.put(period, before);
      }
    }
    return result;
  }

  /** The orders of the first period of this grain in each longer one. */
  Map<LocalDate, List<String>> atStart(String grain, String longer) {
    Map<LocalDate, List<String>> result = new TreeMap<>();
    for (LocalDate period : periods(grain)) {
      LocalDate start = start(longer, period);
      orders.forEach(o -> add(result, period, o, start(grain, o.at().toLocalDate()).equals(start)));
    }
    return result;
  }

  /** Orders of the seven days up to a day. */
  private Optional<Double> trailing(LocalDate day) {
    double count =
        orders.stream()
            .map(o -> o.at().toLocalDate())
            .filter(d -> !d.isAfter(day) && d.isAfter(day.minusDays(7)))
            .count();
    return count == 0 || day.isBefore(first) || day.isAfter(last)
        ? Optional.empty()
        : Optional.of(count);
  }

  /** The last known number of orders in seven days of the period before. */
  Map<LocalDate, Double> trailing(String grain, Length offset, boolean whole) {
    Map<LocalDate, Double> result = new TreeMap<>();
    for (LocalDate day : days()) {
      if (whole) {
        LocalDate period = offset.after(start(grain, day));
        trailing(day)
            .filter(v -> periods(grain).contains(period))
            .ifPresent(value -> result.put(period, value));
      } else {
        trailing(offset.before(day)).ifPresent(value -> result.put(start(grain, day), value));
      }
    }
    return result;
  }
}
