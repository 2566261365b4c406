package io.truecount.audience;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Measure;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import io.truecount.audience.ValueTest.Compare;
import io.truecount.audience.ValueTest.Operator;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.sql.Fragment;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Reads the conditions of one audience. */
final class ConditionReader {
  /** Part of the format, and refused until they are evaluated: ignoring them would mislead. */
  private static final List<String> NOT_YET = List.of("metric", "sequence", "top");

  private static final Condition STAND_IN = new All(List.of());

  private final KnownTraits traits;
  private final StructType events;
  private final ZoneId zone;
  private final Map<String, Function<YamlNode, Condition>> kinds = new LinkedHashMap<>();

  /** Where other audiences are named, for the check that they exist. */
  private final Map<String, YamlNode> references = new LinkedHashMap<>();

  private record Measured(Measure measure, ValueTest test) {}

  ConditionReader(KnownTraits traits, StructType events, ZoneId zone) {
    this.traits = traits;
    this.events = events;
    this.zone = zone;
    kinds.put("all", n -> new All(conditions(n.child("all"))));
    kinds.put("any", n -> new Any(conditions(n.child("any"))));
    kinds.put("not", n -> new Not(read(n.child("not"))));
    kinds.put("trait", this::trait);
    kinds.put("event", this::event);
    kinds.put("audience", this::reference);
  }

  Map<String, YamlNode> references() {
    return references;
  }

  Condition read(YamlNode node) {
    if (!node.isMapping()) {
      node.problem("not a condition", "start with one of: " + String.join(", ", kinds.keySet()));
      return STAND_IN;
    }
    Optional<String> later = NOT_YET.stream().filter(node::has).findFirst();
    if (later.isPresent()) {
      node.problem(
          "%s conditions are not evaluated yet".formatted(later.get()),
          "leave the condition out, or compute it in a model and test a trait or an event");
      return STAND_IN;
    }
    List<String> found = kinds.keySet().stream().filter(node::has).toList();
    if (found.size() != 1) {
      return unclear(node, found);
    }
    try (node) {
      return java.util.Objects.requireNonNull(kinds.get(found.get(0))).apply(node);
    }
  }

  private Condition unclear(YamlNode node, List<String> found) {
    String first = node.keys().stream().findFirst().orElse("");
    if (found.isEmpty()) {
      node.problem(
          "unknown condition \"%s\"".formatted(first), Suggestion.remedy(first, kinds.keySet()));
    } else {
      node.problem(
          "several conditions in one: " + String.join(", ", found),
          "make a list of them under all: or any:");
    }
    return STAND_IN;
  }

  private List<Condition> conditions(YamlNode list) {
    List<YamlNode> items = list.items();
    if (items.isEmpty()) {
      list.problem("no conditions", "list at least one");
    }
    return items.stream().map(this::read).toList();
  }

  private Condition trait(YamlNode node) {
    String name = node.text("trait");
    List<String> known = Arrays.asList(traits.columns().fieldNames());
    if (!known.contains(name)) {
      if (traits.extent() == KnownTraits.Extent.ALL) {
        node.child("trait")
            .problem("unknown trait \"%s\"".formatted(name), Suggestion.remedy(name, known));
      }
      return new Trait(name, ValueTestReader.ofTrait(node, Optional.empty(), zone));
    }
    return new Trait(
        name,
        ValueTestReader.ofTrait(node, Optional.of(traits.columns().apply(name).dataType()), zone));
  }

  private Condition reference(YamlNode node) {
    String name = node.text("audience");
    references.putIfAbsent(name, node.child("audience"));
    return new Reference(name);
  }

  private Condition event(YamlNode node) {
    Optional<Window> within = node.optional("within").map(n -> ValueTestReader.window(n, zone));
    Optional<YamlNode> where = node.optional("where");
    where.ifPresent(this::fragment);
    List<Measure.Kind> measures =
        Arrays.stream(Measure.Kind.values()).filter(k -> node.has(key(k))).toList();
    if (measures.size() > 1) {
      node.problem(
          "several measures in one condition", "make one condition of each, under all: or any:");
    }
    List<String> names = node.texts("event");
    if (names.isEmpty()) {
      node.child("event").problem("no event is named", "name one or more");
    }
    boolean counts = measures.isEmpty() || measures.get(0) == Measure.Kind.COUNT;
    Measured measured =
        counts
            ? new Measured(new Measure(Measure.Kind.COUNT, ""), count(node))
            : measured(node, measures.get(0));
    return new Event(names, within, where.map(YamlNode::text), measured.measure(), measured.test());
  }

  /** What Spark would accept must mean the same in every engine too. */
  private void fragment(YamlNode where) {
    List<Problem> problems = new ArrayList<>();
    EventFragment.check(
        where.text(), events, (what, remedy) -> problems.add(Problem.of(what, "", remedy)));
    if (problems.isEmpty()) {
      try {
        Fragment.parse(where.text(), where.where());
      } catch (TruecountException e) {
        problems.addAll(e.problems());
      }
    }
    problems.forEach(problem -> where.problem(problem.what(), problem.remedy()));
  }

  /** {@code count: ">= 2"}; at least one when no count is given. */
  private static ValueTest count(YamlNode node) {
    return node.optional("count")
        .map(n -> ValueTestReader.comparison(n, Optional.of(DataTypes.LongType)))
        .orElseGet(() -> new Compare(Operator.GREATER_OR_EQUAL, 1L));
  }

  /** {@code sum: properties.revenue} and beside it {@code value: ">= 100"}. */
  private Measured measured(YamlNode node, Measure.Kind kind) {
    YamlNode column = node.child(key(kind));
    Optional<DataType> result =
        EventFragment.type(List.of(column.text().split("\\.", -1)), events, column::problem)
            .map(type -> result(kind, type, column));
    return new Measured(new Measure(kind, column.text()), ValueTestReader.ofMeasure(node, result));
  }

  private static DataType result(Measure.Kind kind, DataType type, YamlNode column) {
    boolean number = kind == Measure.Kind.SUM || kind == Measure.Kind.AVG;
    if (number && !(type instanceof NumericType)) {
      column.problem(
          "%s needs a number, and %s is %s"
              .formatted(key(kind), column.text(), type.simpleString()),
          "measure another column");
    }
    return switch (kind) {
      case COUNT, COUNT_DISTINCT -> DataTypes.LongType;
      case AVG -> DataTypes.DoubleType;
      case SUM, MIN, MAX, FIRST, LAST -> type;
    };
  }

  private static String key(Measure.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
