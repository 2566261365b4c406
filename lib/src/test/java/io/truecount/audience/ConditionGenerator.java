package io.truecount.audience;

import static java.util.stream.Collectors.joining;

import io.truecount.audience.ConditionOracle.Step;
import io.truecount.audience.ConditionOracle.Window;
import io.truecount.audience.GeneratedAudience.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Random conditions of every kind, with what they mean by a plainly written oracle. */
record ConditionGenerator(Random random, ConditionOracle oracle) {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final List<String> WINDOWED =
      List.of(
          "orders",
          "revenue",
          "channels",
          "gifts",
          "mean",
          "largest",
          "smallest",
          "middle",
          "filled",
          "per_order",
          "gift_share",
          "growth",
          "month_ago",
          "before_month",
          "visits",
          "converted",
          "rate",
          "seats");
  private static final List<String> CUMULATIVE = List.of("running", "trailing", "to_date");
  private static final List<String> ZERO_OF_NONE =
      List.of("orders", "revenue", "channels", "gifts", "visits", "seats");

  List<GeneratedAudience> audiences(int count) {
    List<GeneratedAudience> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean anonymous = random.nextInt(3) == 0;
      all.add(new GeneratedAudience("a" + i, anonymous, condition(anonymous, i, 2)));
    }
    return all;
  }

  private Condition condition(boolean anonymous, int number, int depth) {
    if (depth == 0 || number % 3 != 0) {
      return single(anonymous, number + 5 * depth + random.nextInt(2));
    }
    return switch (random.nextInt(3)) {
      case 0 -> {
        Condition inner = condition(anonymous, number, depth - 1);
        yield new Condition(
            "{ not: %s }".formatted(inner.yaml()), customer -> !inner.isTrue(customer));
      }
      case 1 -> {
        List<Condition> parts = several(anonymous, number, depth);
        yield new Condition(
            // Under any: parts may exclude each other.
            "{ all: [{ any: [%s] }, { any: [%s] }] }"
                .formatted(parts.get(0).yaml(), parts.get(1).yaml()),
            customer -> parts.stream().allMatch(part -> part.isTrue(customer)));
      }
      default -> {
        List<Condition> parts = several(anonymous, number, depth);
        yield new Condition(
            "{ any: [%s] }".formatted(yaml(parts)),
            customer -> parts.stream().anyMatch(part -> part.isTrue(customer)));
      }
    };
  }

  private List<Condition> several(boolean anonymous, int number, int depth) {
    return IntStream.range(0, 2)
        .mapToObj(i -> condition(anonymous, number + i, depth - 1))
        .toList();
  }

  private static String yaml(List<Condition> parts) {
    return parts.stream().map(Condition::yaml).collect(joining(", "));
  }

  private Condition single(boolean anonymous, int kind) {
    return switch (kind % 6) {
      case 0, 1 -> sequence();
      case 2, 3 -> metric();
      case 4 -> random.nextBoolean() ? top(anonymous) : event();
      default -> dimension();
    };
  }

  private Window window() {
    return random.nextBoolean()
        ? oracle.rolling(1 + random.nextInt(20))
        : oracle.calendar(1 + random.nextInt(20), ZONE);
  }

  private static Window always() {
    return new Window("", Instant.MIN);
  }

  private static String within(Window window) {
    return window.yaml().isEmpty() ? "" : ", within: " + window.yaml();
  }

  private Condition event() {
    String name = ConditionShop.EVENTS.get(random.nextInt(4));
    Window window = window();
    int count = random.nextInt(4);
    return new Condition(
        "{ event: %s%s, count: \">= %d\" }".formatted(name, within(window), count),
        customer -> oracle.events(customer, name, window) >= count);
  }

  private Condition sequence() {
    List<Step> steps = new ArrayList<>();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      boolean absent = i > 0 && random.nextInt(3) == 0;
      Duration within =
          i == 0 || random.nextInt(3) == 0 ? null : Duration.ofHours(24L * random.nextInt(1, 6));
      String name = ConditionShop.EVENTS.get(random.nextInt(4));
      Long above = random.nextInt(3) == 0 ? (Long) (long) random.nextInt(80) : null;
      steps.add(new Step(name, above, within, absent));
    }
    Window window = random.nextBoolean() ? oracle.rolling(6 + random.nextInt(20)) : always();
    if (!isPossible(steps)) {
      return sequence();
    }
    return new Condition(
        "{ sequence: [%s]%s }"
            .formatted(
                steps.stream().map(ConditionGenerator::yaml).collect(joining(", ")),
                within(window)),
        customer -> oracle.sequence(customer, steps, window));
  }

  /** Steps that exclude each other are refused when they are read. */
  private static boolean isPossible(List<Step> steps) {
    for (int i = 1; i < steps.size(); i++) {
      for (int j = i - 1; j >= 0 && steps.get(j).absent() && !steps.get(i).absent(); j--) {
        if (steps.get(j).name().equals(steps.get(i).name())) {
          return false;
        }
      }
    }
    return true;
  }

  private static String yaml(Step step) {
    String where =
        step.above() == null ? "" : ", where: \"properties.revenue > %d\"".formatted(step.above());
    String within =
        step.within() == null ? "" : ", within: %d hours".formatted(step.within().toHours());
    String event = "{ event: %s%s%s }".formatted(step.name(), where, within);
    return step.absent() ? "{ not: %s }".formatted(event) : event;
  }

  private Condition metric() {
    boolean cumulative = random.nextInt(5) == 0;
    List<String> names = cumulative ? CUMULATIVE : WINDOWED;
    String name = names.get(random.nextInt(names.size()));
    Window window = cumulative || random.nextInt(3) == 0 ? always() : window();
    int where = random.nextInt(4);
    boolean filtered = !List.of("visits", "converted", "rate", "seats").contains(name);
    String filter =
        !filtered || where > 1
            ? ""
            : where == 0
                ? ", where: \"{{ Dimension('purchase__channel') }} = 'app'\""
                : ", where: \"{{ Dimension('customer__country') }} = 'DE'"
                    + " or {{ Metric('orders', group_by=['customer']) }} > 3\"";
    int bound = random.nextInt(name.contains("share") || name.equals("rate") ? 2 : 40);
    boolean less = random.nextBoolean();
    return new Condition(
        "{ metric: %s%s%s, value: \"%s %d\" }"
            .formatted(name, within(window), filter, less ? "<" : ">=", bound),
        customer -> {
          Predicate<ConditionShop.Purchase> kept =
              p -> filter.isEmpty() || (where == 0 ? "app".equals(p.channel()) : german(p));
          Double value = oracle.metric(name, customer, window.start(), kept);
          if (value == null && ZERO_OF_NONE.contains(name)) {
            value = 0.0;
          }
          return value == null ? null : less ? value < bound : value >= bound;
        });
  }

  private boolean german(ConditionShop.Purchase purchase) {
    boolean country =
        oracle.shop().customers().stream()
            .anyMatch(c -> c.id().equals(purchase.customer()) && "DE".equals(c.country()));
    Double orders = oracle.metric("orders", purchase.customer(), Instant.MIN, p -> true);
    return country || (orders != null && orders > 3);
  }

  private Condition top(boolean anonymous) {
    String name = List.of("revenue", "orders", "mean", "filled", "visits").get(random.nextInt(5));
    Window window = random.nextBoolean() ? window() : always();
    boolean ties = random.nextBoolean();
    boolean share = random.nextBoolean();
    int count = 1 + random.nextInt(12);
    List<String> shares = List.of("10%", "12.5%", "33%", "100%");
    String percent = shares.get(random.nextInt(4));
    ConditionOracle.Size size =
        n ->
            share ? (int) Math.ceil(Double.parseDouble(percent.replace("%", "")) * n / 100) : count;
    return new Condition(
        "{ top: { metric: %s%s, %s, ties: %s } }"
            .formatted(
                name,
                within(window),
                share ? "share: " + percent : "count: " + count,
                ties ? "include" : "id"),
        customer -> oracle.top(customer, name, window.start(), anonymous, size, ties));
  }

  private Condition dimension() {
    return switch (random.nextInt(4)) {
      case 0 -> ofCountry("{ dimension: customer__country, in: [DE, AT] }", "DE AT"::contains);
      case 1 ->
          ofCountry(
              "{ dimension: customer__land__continent, is_not: Europe }",
              country -> country.equals("AT") ? null : country.equals("US"));
      case 2 ->
          new Condition("{ dimension: customer__vip, is: true }", customer -> of(customer).vip());
      default ->
          new Condition(
              "{ dimension: customer__country, exists: false }",
              customer -> of(customer).country() == null);
    };
  }

  private Condition ofCountry(String yaml, Function<String, Boolean> test) {
    return new Condition(
        yaml,
        customer -> {
          String country = of(customer).country();
          return country == null ? null : test.apply(country);
        });
  }

  private ConditionShop.Customer of(String id) {
    return oracle.shop().customers().stream().filter(c -> c.id().equals(id)).findFirst().get();
  }
}
