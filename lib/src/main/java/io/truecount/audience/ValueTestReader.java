package io.truecount.audience;

import io.truecount.audience.ValueTest.Compare;
import io.truecount.audience.ValueTest.Contains;
import io.truecount.audience.ValueTest.Exists;
import io.truecount.audience.ValueTest.In;
import io.truecount.audience.ValueTest.Operator;
import io.truecount.audience.ValueTest.Within;
import io.truecount.config.Interval;
import io.truecount.config.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/**
 * Reads tests of values. A value of an unknown type has the type that it is written as: quotes make
 * a text of what else is a number or a truth value.
 */
final class ValueTestReader {
  private static final Pattern COMPARISON = Pattern.compile("(<=|>=|!=|<>|=|<|>)\\s*(.+)");
  private static final Pattern QUOTED = Pattern.compile("(['\"])(.*)\\1");

  private static final String WHOLE = "[+-]?\\d{1,18}";
  private static final ValueTest STAND_IN = new Exists(true);

  private ValueTestReader() {}

  /**
   * The one test of a trait, among {@code is, is_not, in, not_in, value, exists, contains, within}.
   *
   * @param type of the trait; empty when unknown
   */
  static ValueTest ofTrait(YamlNode node, Optional<DataType> type, ZoneId zone) {
    List<ValueTest> tests = tests(node, type);
    one(node, "within", n -> within(n, type, zone), tests);
    return single(node, tests);
  }

  /** The one test of a measure; {@code within} says there which events are measured. */
  static ValueTest ofMeasure(YamlNode node, Optional<DataType> type) {
    return single(node, tests(node, type));
  }

  private static List<ValueTest> tests(YamlNode node, Optional<DataType> type) {
    List<ValueTest> tests = new ArrayList<>();
    one(node, "is", n -> new Compare(Operator.EQUAL, value(n, type)), tests);
    one(node, "is_not", n -> new Compare(Operator.NOT_EQUAL, value(n, type)), tests);
    one(node, "in", n -> new In(values(n, type), false), tests);
    one(node, "not_in", n -> new In(values(n, type), true), tests);
    one(node, "value", n -> comparison(n, type), tests);
    one(node, "exists", n -> new Exists(node.bool("exists", true)), tests);
    one(node, "contains", n -> contains(n, type), tests);
    return tests;
  }

  private static ValueTest single(YamlNode node, List<ValueTest> tests) {
    if (tests.size() != 1) {
      node.problem(
          tests.isEmpty() ? "the value has no test" : "the value has several tests",
          "give one of: is, is_not, in, not_in, value, exists, contains; for a trait also within");
      return STAND_IN;
    }
    return tests.get(0);
  }

  /** {@code ">= 3"}: an operator and a value; without an operator the values must be equal. */
  static ValueTest comparison(YamlNode node, Optional<DataType> type) {
    Matcher found = COMPARISON.matcher(node.text().strip());
    if (!found.matches()) {
      return new Compare(Operator.EQUAL, value(node, type));
    }
    String symbol = found.group(1).equals("<>") ? "!=" : found.group(1);
    Operator operator = Operator.EQUAL;
    for (Operator each : Operator.values()) {
      operator = each.symbol().equals(symbol) ? each : operator;
    }
    String text = found.group(2).strip();
    Matcher quoted = QUOTED.matcher(text);
    return new Compare(
        operator,
        quoted.matches()
            ? typed(node, quoted.group(2), type.or(() -> Optional.of(DataTypes.StringType)))
            : typed(node, text, type));
  }

  private static void one(
      YamlNode node, String key, Function<YamlNode, ValueTest> read, List<ValueTest> tests) {
    node.optional(key).ifPresent(n -> tests.add(read.apply(n)));
  }

  private static ValueTest contains(YamlNode node, Optional<DataType> type) {
    if (type.isPresent() && !(type.get() instanceof ArrayType)) {
      node.problem("contains needs a set, not " + type.get().simpleString(), "use is or in");
      return STAND_IN;
    }
    return new Contains(value(node, type.map(t -> ((ArrayType) t).elementType())));
  }

  private static ValueTest within(YamlNode node, Optional<DataType> type, ZoneId zone) {
    if (type.isPresent() && type.get() != DataTypes.TimestampType) {
      node.problem(
          "within needs a timestamp, not " + type.get().simpleString(), "use is, in or value");
    }
    return new Within(WindowReader.read(node, zone));
  }

  private static List<Object> values(YamlNode node, Optional<DataType> type) {
    List<Object> values =
        node.isScalar()
            ? List.of(value(node, type))
            : node.items().stream().map(n -> value(n, type)).toList();
    if (values.isEmpty() && node.isList()) {
      node.problem("the list is empty, so that no value is in it", "list at least one value");
    }
    return values;
  }

  private static Object value(YamlNode node, Optional<DataType> type) {
    return node.isQuoted()
        ? typed(node, node.text(), type.or(() -> Optional.of(DataTypes.StringType)))
        : typed(node, node.text(), type);
  }

  private static Object typed(YamlNode node, String text, Optional<DataType> type) {
    if (type.isEmpty()) {
      return asWritten(text);
    }
    try {
      return typed(text, type.get());
    } catch (IllegalArgumentException | DateTimeException e) { // of numbers, and of times
      node.problem(
          "not a value of type %s: %s".formatted(type.get().simpleString(), text),
          "correct the value");
      return text;
    }
  }

  private static Object asWritten(String text) {
    if (text.matches("true|false")) {
      return Boolean.valueOf(text);
    } else if (text.matches(WHOLE)) {
      return Long.valueOf(text);
    }
    return text.matches("[+-]?\\d+\\.\\d+") ? (Object) Double.valueOf(text) : text;
  }

  private static Object typed(String text, DataType type) {
    if (type == DataTypes.StringType) {
      return text;
    }
    if (type == DataTypes.BooleanType) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "yes" -> true;
        case "false", "no" -> false;
        default -> throw new IllegalArgumentException(text);
      };
    }
    if (type == DataTypes.TimestampType) {
      return text.length() == 10 ? Interval.midnight(LocalDate.parse(text)) : Instant.parse(text);
    }
    if (type instanceof NumericType) {
      return text.matches(WHOLE) ? (Object) Long.valueOf(text) : Double.valueOf(text);
    }
    throw new IllegalArgumentException(text);
  }
}
