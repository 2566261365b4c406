package io.truecount.customer;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import io.truecount.config.CustomersConfig.Rule;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.testkit.EventRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Generated values of properties, and the rules of survivorship written plainly: a customer's
 * values in order, one rule at a time.
 */
record TraitFacts(List<Fact> facts) {
  /** One event of a customer. */
  record Fact(String customer, String source, String id, Instant at, List<Object> values) {
    static final Comparator<Fact> ORDER =
        Comparator.comparing(Fact::at).thenComparing(Fact::source).thenComparing(Fact::id);
  }

  static final StructType PROPERTIES =
      new StructType()
          .add("city", StringType)
          .add("age", LongType)
          .add("score", DoubleType)
          .add("staff", BooleanType)
          .add("tags", createArrayType(StringType))
          .add("home", new StructType().add("zip", StringType).add("floor", LongType));

  private static final List<String> CITIES = List.of("Bonn", "Ulm", "Köln", "");

  /** Times tie, values repeat, half of them are NULL, and some are empty. */
  static TraitFacts random(long seed, int customers, int count) {
    Random random = new Random(seed);
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Object[] values = {
        CITIES.get(random.nextInt(4)),
        (long) random.nextInt(5) - 2,
        random.nextInt(4) / 2.0,
        random.nextInt(3) == 0,
        tags(random),
        RowFactory.create(
            random.nextInt(3) == 0 ? null : "z" + random.nextInt(2), (long) random.nextInt(2))
      };
      for (int v = 0; v < values.length; v++) {
        values[v] = random.nextBoolean() ? null : values[v];
      }
      facts.add(
          new Fact(
              "u" + (1 + random.nextInt(customers)),
              List.of("web", "app", "crm").get(random.nextInt(3)),
              "e%03d".formatted(i),
              Instant.parse("2026-03-01T00:00:00Z").plusSeconds(random.nextInt(20)),
              Arrays.asList(values)));
    }
    return new TraitFacts(facts);
  }

  private static List<String> tags(Random random) {
    return Stream.generate(() -> random.nextInt(5) == 0 ? null : "t" + random.nextInt(4))
        .limit(random.nextInt(3))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Every rule with every property that it fits, of all sources and of some. */
  static List<Trait> traits() {
    List<Trait> traits = new ArrayList<>();
    for (String property : PROPERTIES.fieldNames()) {
      for (Rule rule : Rule.values()) {
        if (rule != Rule.ANY_TRUE || property.equals("staff")) {
          String name = property + "_" + rule.name().toLowerCase(java.util.Locale.ROOT);
          List<String> sources = rule == Rule.SOURCE_PRIORITY ? List.of("crm", "web") : List.of();
          traits.add(new Trait(name, property, rule, sources, true, "f:1"));
        }
      }
    }
    traits.add(new Trait("app_city", "city", Rule.MOST_RECENT, List.of("app"), true, "f:1"));
    traits.add(
        new Trait("app_age", "age", Rule.MOST_FREQUENT, List.of("app", "none"), true, "f:1"));
    return traits;
  }

  EventRows rows() {
    EventRows rows = new EventRows(PROPERTIES);
    facts.forEach(
        f ->
            rows.add(
                f.source(),
                "x",
                f.at().toString(),
                "user_id=" + f.customer(),
                f.values().toArray()));
    return rows;
  }

  /** {@code customer|trait|trait…} of every customer. */
  List<String> lines(List<Trait> traits) {
    List<String> lines = new ArrayList<>();
    byCustomer().forEach((customer, own) -> lines.add(customer + values(traits, own)));
    return lines;
  }

  /** {@code customer|trait|…|valid_from|valid_to|is_current}, from the first value on. */
  List<String> history(List<Trait> traits) {
    List<String> lines = new ArrayList<>();
    byCustomer().forEach((customer, own) -> history(customer, own, traits, lines));
    return lines;
  }

  private static void history(
      String customer, List<Fact> own, List<Trait> traits, List<String> lines) {
    TreeMap<Instant, String> changes = new TreeMap<>();
    for (Instant at : new TreeSet<>(own.stream().map(Fact::at).toList())) {
      String values = values(traits, own.stream().filter(f -> !f.at().isAfter(at)).toList());
      boolean any = !values.replace("|NULL", "").isEmpty();
      if (any && (changes.isEmpty() || !changes.lastEntry().getValue().equals(values))) {
        changes.put(at, values);
      }
    }
    changes.forEach(
        (at, values) -> {
          Instant next = changes.higherKey(at);
          lines.add(
              "%s%s|%s|%s|%s"
                  .formatted(customer, values, at, next == null ? "NULL" : next, next == null));
        });
  }

  private Map<String, List<Fact>> byCustomer() {
    return facts.stream()
        .sorted(Fact.ORDER)
        .collect(Collectors.groupingBy(Fact::customer, TreeMap::new, Collectors.toList()));
  }

  private static String values(List<Trait> traits, List<Fact> inOrder) {
    return traits.stream().map(t -> "|" + text(survivor(t, inOrder))).collect(joining());
  }

  private static @Nullable Object survivor(Trait trait, List<Fact> inOrder) {
    int property = Arrays.asList(PROPERTIES.fieldNames()).indexOf(trait.property());
    List<Fact> given =
        inOrder.stream()
            .filter(f -> f.values().get(property) != null)
            .filter(f -> trait.sources().isEmpty() || trait.sources().contains(f.source()))
            .toList();
    List<Object> values = given.stream().map(f -> f.values().get(property)).toList();
    if (values.isEmpty()) {
      return null;
    }
    return switch (trait.rule()) {
      case MOST_RECENT -> values.get(values.size() - 1);
      case FIRST -> values.get(0);
      case MOST_FREQUENT -> mostFrequent(values);
      case SOURCE_PRIORITY -> trusted(trait.sources(), given).values().get(property);
      case MIN -> values.stream().min(TraitFacts::compare).orElseThrow();
      case MAX -> values.stream().max(TraitFacts::compare).orElseThrow();
      case ANY_TRUE -> values.contains(true);
      case SET_UNION ->
          values.stream()
              .flatMap(v -> v instanceof List<?> list ? list.stream() : Stream.of(v))
              .filter(Objects::nonNull)
              .sorted(TraitFacts::compare)
              .distinct()
              .toList();
    };
  }

  private static Fact trusted(List<String> sources, List<Fact> given) {
    for (String source : sources) {
      List<Fact> own = given.stream().filter(f -> f.source().equals(source)).toList();
      if (!own.isEmpty()) {
        return own.get(own.size() - 1);
      }
    }
    throw new IllegalStateException();
  }

  private static Object mostFrequent(List<Object> values) {
    Map<Object, Long> counts =
        values.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    long most = counts.values().stream().mapToLong(n -> n).max().orElseThrow();
    return counts.entrySet().stream()
        .filter(e -> e.getValue() == most)
        .map(Map.Entry::getKey)
        .min(TraitFacts::compare)
        .orElseThrow();
  }

  /** As Spark orders values: NULL first, lists and structs by their elements. */
  @SuppressWarnings("unchecked")
  private static int compare(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return Boolean.compare(left != null, right != null);
    }
    return left instanceof Comparable<?>
        ? ((Comparable<Object>) left).compareTo(right)
        : compare(elements(left), elements(right));
  }

  private static int compare(List<?> left, List<?> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = compare(left.get(i), (Object) right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static List<?> elements(Object value) {
    return value instanceof Row row ? Arrays.asList(row.getString(0), row.get(1)) : (List<?>) value;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Row struct) {
      return "{" + text(struct.get(0)) + "," + text(struct.get(1)) + "}";
    }
    return value instanceof List<?> list
        ? list.stream().map(TraitFacts::text).collect(joining(",", "[", "]"))
        : value == null ? "NULL" : value.toString();
  }
}
