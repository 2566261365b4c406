package io.truecount.audience;

import io.truecount.audience.ValueTest.Compare;
import io.truecount.audience.ValueTest.Contains;
import io.truecount.audience.ValueTest.Exists;
import io.truecount.audience.ValueTest.In;
import io.truecount.audience.ValueTest.Operator;
import io.truecount.audience.ValueTest.Within;
import io.truecount.config.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

/** Reads windows, and tests of values of a known type. */
final class ValueTestReader {
  private static final Pattern COMPARISON = Pattern.compile("(<=|>=|!=|<>|=|<|>)\\s*(.+)");
  private static final Pattern QUOTED = Pattern.compile("(['\"])(.*)\\1");

  private static final Pattern WINDOW =
      Pattern.compile("(\\d{1,6})\\s+(calendar\\s+)?(minute|hour|day|week|month)s?");
  private static final ValueTest STAND_IN = new Exists(true);

  private ValueTestReader() {}

  /**
   * The one test of a trait, among {@code is, is_not, in, not_in, value, exists, contains, within}.
   *
   * @param type of the trait; empty when unknown, and then nothing more is reported
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
    return new Compare(operator, typed(node, unquoted(found.group(2).strip()), type));
  }

  /** {@code 30 days}, or {@code 30 calendar days} from a midnight in the zone. */
  static Window window(YamlNode node, ZoneId zone) {
    Matcher found = WINDOW.matcher(node.text().strip().toLowerCase(Locale.ROOT));
    Optional<Window> window =
        found.matches()
            ? window(Integer.parseInt(found.group(1)), found.group(2) != null, found.group(3), zone)
            : Optional.empty();
    return window.orElseGet(
        () -> {
          node.problem(
              "not a window: \"%s\"".formatted(node.text()),
              "write such as 90 minutes, 12 hours, 30 days, 4 weeks, 30 calendar days, 3 calendar months");
          return new Window.Rolling(Duration.ZERO);
        });
  }

  private static Optional<Window> window(int n, boolean calendar, String unit, ZoneId zone) {
    if (calendar) {
      return switch (unit) {
        case "day" -> Optional.of(new Window.Calendar(Period.ofDays(n), zone));
        case "week" -> Optional.of(new Window.Calendar(Period.ofWeeks(n), zone));
        case "month" -> Optional.of(new Window.Calendar(Period.ofMonths(n), zone));
        default -> Optional.empty();
      };
    }
    return switch (unit) {
      case "minute" -> Optional.of(new Window.Rolling(Duration.ofMinutes(n)));
      case "hour" -> Optional.of(new Window.Rolling(Duration.ofHours(n)));
      case "day" -> Optional.of(new Window.Rolling(Duration.ofHours(24L * n)));
      case "week" -> Optional.of(new Window.Rolling(Duration.ofHours(7L * 24 * n)));
      default -> Optional.empty();
    };
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
    return new Within(window(node, zone));
  }

  private static List<Object> values(YamlNode node, Optional<DataType> type) {
    return node.isScalar()
        ? List.of(value(node, type))
        : node.items().stream().map(n -> value(n, type)).toList();
  }

  private static Object value(YamlNode node, Optional<DataType> type) {
    return typed(node, node.text(), type);
  }

  private static Object typed(YamlNode node, String text, Optional<DataType> type) {
    if (type.isEmpty()) {
      return text;
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
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    }
    if (type instanceof NumericType) {
      return text.matches("[+-]?\\d{1,18}") ? (Object) Long.valueOf(text) : Double.valueOf(text);
    }
    throw new IllegalArgumentException(text);
  }

  private static String unquoted(String text) {
    Matcher quoted = QUOTED.matcher(text);
    return quoted.matches() ? quoted.group(2) : text;
  }
}
