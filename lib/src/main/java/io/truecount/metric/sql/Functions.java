package io.truecount.metric.sql;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Grain;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The functions that a fragment may use: those that mean the same in every engine, or can be
 * rewritten so that they do.
 */
final class Functions {
  /** Both engines have them under the same name with the same meaning. */
  private static final Set<String> SAME =
      Set.of(
          "abs",
          "ceil",
          "coalesce",
          "exp",
          "floor",
          "greatest",
          "instr",
          "least",
          "left",
          "length",
          "ln",
          "lower",
          "lpad",
          "ltrim",
          "nullif",
          "power",
          "replace",
          "reverse",
          "right",
          "round",
          "rpad",
          "rtrim",
          "sign",
          "sqrt",
          "starts_with",
          "substring",
          "trim",
          "upper");

  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "ceiling", "ceil",
          "char_length", "length",
          "character_length", "length",
          "ifnull", "coalesce",
          "nvl", "coalesce",
          "pow", "power",
          "startswith", "starts_with",
          "substr", "substring");

  private static final Map<String, DatePart> PARTS =
      Map.of(
          "dayofmonth", DatePart.DAY,
          "dayofyear", DatePart.DOY,
          "year", DatePart.YEAR,
          "quarter", DatePart.QUARTER,
          "month", DatePart.MONTH,
          "day", DatePart.DAY,
          "doy", DatePart.DOY);

  private Functions() {}

  /** Empty when the function is none of these. */
  static Optional<Expr> read(String name, List<Expr> arguments) {
    String known = OTHER_NAMES.getOrDefault(name, name);
    if (SAME.contains(known)) {
      return Optional.of(new Expr.Call(known, arguments));
    }
    return switch (known) {
      case "concat" -> Optional.of(new Infix(Operator.CONCATENATE, arguments));
      case "between" -> Optional.of(between(arguments));
      case "if" -> Optional.of(new Expr.Case(arguments));
      case "mod" -> Optional.of(new Infix(Operator.REMAINDER, arguments));
      case "date", "to_date" -> cast(arguments, "DATE");
      case "timestamp", "to_timestamp" -> cast(arguments, "TIMESTAMP");
      default -> temporal(known, arguments);
    };
  }

  private static Expr between(List<Expr> arguments) {
    Expr value = arguments.get(0);
    return Expr.and(
        List.of(
            Expr.infix(value, Operator.GREATER_OR_EQUAL, arguments.get(1)),
            Expr.infix(value, Operator.LESS_OR_EQUAL, arguments.get(2))));
  }

  private static Optional<Expr> cast(List<Expr> arguments, String type) {
    return arguments.size() == 1
        ? Optional.of(new Expr.Cast(arguments.get(0), type))
        : Optional.empty();
  }

  private static Optional<Expr> temporal(String name, List<Expr> arguments) {
    if (arguments.size() == 1) {
      return part(name, arguments.get(0));
    } else if (arguments.size() != 2) {
      return Optional.empty();
    }
    return switch (name) {
      case "date_trunc" ->
          Grain.named(word(arguments.get(0))).map(g -> new TimeExpr.Trunc(g, arguments.get(1)));
      case "extract", "date_part" -> part(word(arguments.get(0)), arguments.get(1));
      default -> Optional.empty();
    };
  }

  /**
   * The functions of parts of a date; none for the day of the week, which engines number
   * differently.
   */
  private static Optional<Expr> part(String name, Expr timestamp) {
    return Optional.ofNullable(PARTS.get(name.toLowerCase(Locale.ROOT)))
        .map(part -> new TimeExpr.Part(part, timestamp));
  }

  /** A grain or part, written as a text or as a bare word. */
  private static String word(Expr expr) {
    return expr instanceof Expr.Text text
        ? text.value()
        : expr instanceof Expr.Column column ? column.name() : "";
  }
}
