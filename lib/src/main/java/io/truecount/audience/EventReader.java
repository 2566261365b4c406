package io.truecount.audience;

import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Measure;
import io.truecount.audience.ValueTest.Compare;
import io.truecount.audience.ValueTest.Operator;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.sql.Fragment;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Reads conditions on the events of a customer. */
final class EventReader {
  private final StructType events;
  private final ZoneId zone;

  private record Measured(Measure measure, ValueTest test) {}

  EventReader(StructType events, ZoneId zone) {
    this.events = events;
    this.zone = zone;
  }

  Event read(YamlNode node) {
    Optional<Window> within = node.optional("within").map(n -> WindowReader.read(n, zone));
    List<Measure.Kind> measures =
        Arrays.stream(Measure.Kind.values()).filter(k -> node.has(key(k))).toList();
    if (measures.size() > 1) {
      node.problem(
          "several measures in one condition", "make one condition of each, under all: or any:");
    }
    boolean counts = measures.isEmpty() || measures.get(0) == Measure.Kind.COUNT;
    Measured measured =
        counts
            ? new Measured(new Measure(Measure.Kind.COUNT, ""), count(node))
            : measured(node, measures.get(0));
    return new Event(names(node), within, where(node), measured.measure(), measured.test());
  }

  /** The events that {@code event} names. */
  static List<String> names(YamlNode node) {
    List<String> names = node.texts("event");
    if (names.isEmpty()) {
      node.child("event").problem("no event is named", "name one or more");
    }
    return names;
  }

  /**
   * The SQL over one event at {@code where}. What Spark would accept must mean the same in every
   * engine too.
   */
  Optional<String> where(YamlNode node) {
    Optional<YamlNode> where = node.optional("where");
    where.ifPresent(this::fragment);
    return where.map(YamlNode::text);
  }

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
