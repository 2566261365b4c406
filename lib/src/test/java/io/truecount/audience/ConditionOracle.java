package io.truecount.audience;

import io.truecount.audience.ConditionShop.Happened;
import io.truecount.audience.ConditionShop.Purchase;
import io.truecount.audience.ConditionShop.Visit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What conditions mean, written plainly over lists, one customer after the other. */
record ConditionOracle(ConditionShop shop) {
  /** From an instant on; empty is {@link Instant#MIN}. */
  record Window(String yaml, Instant start) {}

  record Step(String name, Long above, Duration within, boolean absent) {}

  private static final Comparator<Happened> ORDER =
      Comparator.comparing(Happened::at)
          .thenComparing(Happened::source)
          .thenComparing(Happened::id);

  Window rolling(int days) {
    return new Window(days + " days", shop.asOf().minus(Duration.ofHours(24L * days)));
  }

  Window calendar(int days, ZoneId zone) {
    return new Window(
        days + " calendar days",
        shop.asOf().atZone(zone).toLocalDate().minusDays(days).atStartOfDay(zone).toInstant());
  }

  long events(String customer, String name, Window window) {
    return shop.events().stream()
        .filter(e -> e.customer().equals(customer) && e.name().equals(name))
        .filter(e -> in(e.at(), window.start(), shop.asOf()))
        .count();
  }

  private static boolean in(Instant at, Instant from, Instant until) {
    return at != null && !at.isBefore(from) && at.isBefore(until);
  }

  // --- sequences: every combination of events is tried

  boolean sequence(String customer, List<Step> steps, Window window) {
    List<Happened> events =
        shop.events().stream()
            .filter(e -> e.customer().equals(customer))
            .filter(e -> in(e.at(), window.start(), shop.asOf()))
            .sorted(ORDER)
            .toList();
    return follows(events, -1, steps, 0);
  }

  private static boolean follows(List<Happened> events, int last, List<Step> steps, int index) {
    if (index == steps.size()) {
      return true;
    }
    Step step = steps.get(index);
    if (step.absent()) {
      for (int i = last + 1; i < events.size(); i++) {
        if (matches(events.get(i), step)
            && (step.within() == null
                || events.get(i).at().isBefore(events.get(last).at().plus(step.within())))) {
          return false;
        }
      }
      return follows(events, last, steps, index + 1);
    }
    for (int i = last + 1; i < events.size(); i++) {
      boolean near =
          last < 0
              || step.within() == null
              || !events.get(i).at().isAfter(events.get(last).at().plus(step.within()));
      if (near && matches(events.get(i), step) && follows(events, i, steps, index + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Happened event, Step step) {
    return event.name().equals(step.name())
        && (step.above() == null || (event.price() != null && event.price() > step.above()));
  }

  // --- metrics of one customer over the rows of a half-open period

  Double metric(String name, String customer, Instant from, Predicate<Purchase> where) {
    Instant asOf = shop.asOf();
    return switch (name) {
      case "growth" ->
          minus(
              simple("revenue", customer, from, asOf, where),
              simple("revenue", customer, daysBefore(from, 7), daysBefore(asOf, 7), where));
      case "month_ago" -> simple("orders", customer, monthBefore(from), monthBefore(asOf), where);
      case "before_month" -> {
        Instant start = monthOf(asOf);
        Instant shifted =
            from.equals(Instant.MIN) ? from : start.minus(Duration.between(from, asOf));
        yield simple("orders", customer, shifted, start, where);
      }
      case "running" -> simple("revenue", customer, Instant.MIN, asOf, where);
      case "trailing" -> simple("orders", customer, daysBefore(asOf, 10), asOf, where);
      case "to_date" -> simple("orders", customer, monthOf(asOf), asOf, where);
      case "per_order" ->
          ratio(
              simple("revenue", customer, from, asOf, where),
              simple("orders", customer, from, asOf, where));
      case "gift_share" ->
          ratio(
              simple("orders", customer, from, asOf, where.and(p -> Boolean.TRUE.equals(p.gift()))),
              simple("orders", customer, from, asOf, where));
      case "filled" -> {
        Double value = simple("largest", customer, from, asOf, where);
        yield value == null ? Double.valueOf(7) : value;
      }
      case "visits" -> visits(customer, from);
      case "converted" -> converted(customer, from);
      case "rate" -> ratio(converted(customer, from), visits(customer, from));
      case "seats" -> seats(customer, from);
      default -> simple(name, customer, from, asOf, where);
    };
  }

  private Double simple(
      String measure, String customer, Instant from, Instant until, Predicate<Purchase> where) {
    List<Purchase> rows =
        shop.purchases().stream()
            .filter(p -> customer.equals(p.customer()) && in(p.at(), from, until))
            .filter(where)
            .toList();
    if (rows.isEmpty()) {
      return null;
    }
    List<Double> amounts = present(rows, p -> p.amount() == null ? null : (double) p.amount());
    return switch (measure) {
      case "orders" -> (double) rows.size();
      case "revenue" -> amounts.isEmpty() ? null : sum(amounts);
      case "channels" -> (double) present(rows, Purchase::channel).stream().distinct().count();
      case "gifts" -> {
        List<Boolean> gifts = present(rows, Purchase::gift);
        yield gifts.isEmpty() ? null : (double) gifts.stream().filter(g -> g).count();
      }
      case "mean" -> amounts.isEmpty() ? null : sum(amounts) / amounts.size();
      case "largest" -> amounts.stream().max(Comparator.naturalOrder()).orElse(null);
      case "smallest" -> amounts.stream().min(Comparator.naturalOrder()).orElse(null);
      case "middle" -> middle(amounts.stream().sorted().toList());
      default -> throw new IllegalArgumentException(measure);
    };
  }

  private static <T> List<T> present(List<Purchase> rows, Function<Purchase, T> value) {
    return rows.stream().map(value).filter(Objects::nonNull).toList();
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(v -> v).sum();
  }

  private static Double middle(List<Double> sorted) {
    int n = sorted.size();
    return n == 0 ? null : (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  private Double visits(String customer, Instant from) {
    long count =
        shop.visits().stream()
            .filter(v -> v.customer().equals(customer) && in(v.at(), from, shop.asOf()))
            .count();
    return count == 0 ? null : (double) count;
  }

  /** Purchases whose latest visit of the three days before is in the period. */
  private Double converted(String customer, Instant from) {
    long count =
        shop.purchases().stream()
            .filter(p -> customer.equals(p.customer()))
            .filter(p -> in(p.at(), Instant.MIN, shop.asOf()))
            .filter(p -> latestVisit(p).filter(v -> !v.at().isBefore(from)).isPresent())
            .count();
    return count == 0 ? null : (double) count;
  }

  private java.util.Optional<Visit> latestVisit(Purchase purchase) {
    return shop.visits().stream()
        .filter(v -> v.customer().equals(purchase.customer()))
        .filter(v -> !v.at().isAfter(purchase.at()))
        .filter(v -> v.at().isAfter(purchase.at().minus(Duration.ofDays(3))))
        .max(Comparator.comparing(Visit::at));
  }

  /** Of the last day that the customer has plans at. */
  private Double seats(String customer, Instant from) {
    Map<Instant, Long> byDay = new HashMap<>();
    shop.plans().stream()
        .filter(p -> p.customer().equals(customer) && in(p.on(), from, shop.asOf()))
        .forEach(
            p ->
                byDay.merge(
                    p.on().truncatedTo(java.time.temporal.ChronoUnit.DAYS), p.seats(), Long::sum));
    return byDay.keySet().stream()
        .max(Comparator.naturalOrder())
        .map(day -> (double) byDay.get(day))
        .orElse(null);
  }

  private static Double minus(Double left, Double right) {
    return left == null || right == null ? null : left - right;
  }

  private static Double ratio(Double left, Double right) {
    return left == null || right == null || right == 0 ? null : left / right;
  }

  private static Instant daysBefore(Instant at, int days) {
    return at.equals(Instant.MIN) ? at : at.minus(Duration.ofDays(days));
  }

  private static Instant monthBefore(Instant at) {
    return at.equals(Instant.MIN) ? at : at.atZone(ZoneOffset.UTC).minusMonths(1).toInstant();
  }

  /** The month of the last instant before. */
  private static Instant monthOf(Instant asOf) {
    return asOf.minusMillis(1)
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .withDayOfMonth(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  // --- tops

  boolean top(
      String customer, String metric, Instant from, boolean anonymous, Size size, boolean ties) {
    record Value(String id, double value) {}
    List<Value> ranked =
        shop.customers().stream()
            .filter(c -> c.known() || anonymous)
            .flatMap(
                c -> {
                  Double value = metric(metric, c.id(), from, p -> true);
                  return value == null ? Stream.of() : Stream.of(new Value(c.id(), value));
                })
            .sorted(Comparator.comparingDouble((Value v) -> -v.value()).thenComparing(Value::id))
            .toList();
    int limit = Math.min(size.of(ranked.size()), ranked.size());
    for (int i = 0; i < ranked.size(); i++) {
      boolean in =
          i < limit
              || (ties && limit > 0 && ranked.get(i).value() == ranked.get(limit - 1).value());
      if (ranked.get(i).id().equals(customer)) {
        return in;
      }
    }
    return false;
  }

  /** How many of n customers. */
  interface Size {
    int of(int n);
  }
}
