package io.truecount.metric.sql;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.model.SpecialMoments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryOperator;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Concat;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.ILike;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Like;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.Remainder;
import org.apache.spark.sql.catalyst.expressions.Subtract;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.catalyst.expressions.UnaryPositive;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Turns an expression of Spark's parser into an {@link Expr}, or reports what every engine would
 * not compute alike.
 */
final class FragmentReader {
  private static final Map<Class<? extends Expression>, Operator> OPERATORS =
      Map.ofEntries(
          Map.entry(And.class, Operator.AND),
          Map.entry(Or.class, Operator.OR),
          Map.entry(EqualTo.class, Operator.EQUAL),
          Map.entry(EqualNullSafe.class, Operator.SAME),
          Map.entry(LessThan.class, Operator.LESS),
          Map.entry(LessThanOrEqual.class, Operator.LESS_OR_EQUAL),
          Map.entry(GreaterThan.class, Operator.GREATER),
          Map.entry(GreaterThanOrEqual.class, Operator.GREATER_OR_EQUAL),
          Map.entry(Add.class, Operator.PLUS),
          Map.entry(Subtract.class, Operator.MINUS),
          Map.entry(Multiply.class, Operator.TIMES),
          Map.entry(Remainder.class, Operator.REMAINDER));

  private static final Set<String> CLOCK =
      Set.of("current_date", "current_timestamp", "localtimestamp", "now");

  private final String text;
  private final String where;

  FragmentReader(String text, String where) {
    this.text = text;
    this.where = where;
  }

  Expr read(Expression e) {
    if (e instanceof UnresolvedAttribute attribute) {
      return attribute(attribute);
    } else if (e instanceof Literal literal) {
      return literal(literal);
    } else if (e instanceof Divide divide) {
      return new Expr.Divide(read(divide.left()), read(divide.right()));
    } else if ((e instanceof Add || e instanceof Subtract) && interval(e).isPresent()) {
      return interval(e).get();
    } else if (e instanceof BinaryOperator binary && OPERATORS.containsKey(e.getClass())) {
      return Expr.infix(read(binary.left()), OPERATORS.get(e.getClass()), read(binary.right()));
    } else if (e instanceof Not not) {
      return not(not);
    } else if (e instanceof IsNull isNull) {
      return Expr.isNull(read(isNull.child()));
    } else if (e instanceof IsNotNull isNotNull) {
      return Expr.isNotNull(read(isNotNull.child()));
    } else if (e instanceof In) {
      return new Expr.In(all(e));
    } else if (e instanceof Like like && like.escapeChar() == '\\') {
      return pattern(Operator.LIKE, like.left(), like.right());
    } else if (e instanceof ILike like && like.escapeChar() == '\\') {
      return pattern(Operator.ILIKE, like.left(), like.right());
    }
    return valueOf(e);
  }

  /** A timestamp with an interval added or subtracted. */
  private Optional<Expr> interval(Expression e) {
    BinaryOperator sum = (BinaryOperator) e;
    int sign = e instanceof Subtract ? -1 : 1;
    if (!(sum.right() instanceof Literal length)) {
      return Optional.empty();
    }
    if (length.dataType() instanceof YearMonthIntervalType) {
      int months = sign * (Integer) length.value();
      return Optional.of(new TimeExpr.Shift(read(sum.left()), months, Grain.MONTH));
    } else if (length.dataType() instanceof DayTimeIntervalType) {
      long micros = (Long) length.value();
      if (micros % 1_000_000 != 0) {
        throw unknown("an interval of parts of a second");
      }
      long seconds = sign * (micros / 1_000_000);
      return Optional.of(
          seconds % 86_400 == 0
              ? new TimeExpr.Shift(read(sum.left()), Math.toIntExact(seconds / 86_400), Grain.DAY)
              : new TimeExpr.Shift(read(sum.left()), Math.toIntExact(seconds), Grain.SECOND));
    }
    return Optional.empty();
  }

  private Expr valueOf(Expression e) {
    if (e instanceof Cast cast && cast.evalMode().toString().equals("TRY")) {
      throw unknown("try_cast");
    } else if (e instanceof Cast cast) {
      return new Expr.Cast(read(cast.child()), type(cast.dataType()));
    } else if (e instanceof CaseWhen) {
      return new Expr.Case(all(e));
    } else if (e instanceof UnaryMinus minus) {
      return new Unary(Unary.Operator.MINUS, read(minus.child()));
    } else if (e instanceof UnaryPositive plus) {
      return read(plus.child());
    } else if (e instanceof Concat) {
      return new Infix(Operator.CONCATENATE, all(e));
    } else if (e instanceof UnresolvedFunction function) {
      return function(function);
    }
    throw unknown(e.prettyName());
  }

  /** Engines differ in what a backslash means. */
  private Expr pattern(Operator operator, Expression text, Expression pattern) {
    Expr read = read(pattern);
    if (read instanceof Expr.Text literal && literal.value().contains("\\")) {
      throw unknown("a backslash");
    }
    return Expr.infix(read(text), operator, read);
  }

  private Expr not(Not not) {
    Expr inner = read(not.child());
    return not.child() instanceof IsNull
        ? Expr.isNotNull(inner.parts().get(0))
        : new Unary(Unary.Operator.NOT, inner);
  }

  private Expr attribute(UnresolvedAttribute attribute) {
    List<String> names = CollectionConverters.asJava(attribute.nameParts());
    if (names.size() == 1 && CLOCK.contains(names.get(0).toLowerCase(Locale.ROOT))) {
      throw clock(names.get(0));
    }
    return names.size() == 1
        ? Expr.column(names.get(0))
        : Expr.column(
            String.join(".", names.subList(0, names.size() - 1)), names.get(names.size() - 1));
  }

  private Expr literal(Literal literal) {
    Object value = literal.value();
    if (value == null) {
      return new Expr.Word("NULL");
    }
    DataType type = literal.dataType();
    if (SpecialMoments.isOne(literal)) {
      throw clock(SpecialMoments.written(literal));
    } else if (type instanceof StringType) {
      return new Expr.Text(value.toString());
    } else if (type.equals(DataTypes.DateType)) {
      return new Expr.Cast(new Expr.Text(literal.toString()), "DATE");
    } else if (type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType)) {
      return new Expr.Cast(new Expr.Text(literal.toString()), "TIMESTAMP");
    } else if (value instanceof Double d) {
      return new Expr.Word(d.toString().contains("E") ? d.toString() : d + "E0");
    } else if (value instanceof Number
        || value instanceof Boolean
        || value instanceof org.apache.spark.sql.types.Decimal) {
      return new Expr.Word(value.toString().toUpperCase(Locale.ROOT));
    }
    throw unknown("a literal of type " + type.simpleString());
  }

  private String type(DataType type) {
    if (type instanceof StringType) {
      return "STRING";
    }
    String sql = type.sql().toUpperCase(Locale.ROOT);
    return sql.equals("TIMESTAMP_NTZ") ? "TIMESTAMP" : sql;
  }

  private Expr function(UnresolvedFunction function) {
    String name = String.join(".", CollectionConverters.asJava(function.nameParts()));
    String lower = name.toLowerCase(Locale.ROOT);
    if (function.isDistinct() || function.filter().isDefined()) {
      throw unknown("the function " + name);
    }
    List<Expr> arguments =
        CollectionConverters.asJava(function.arguments()).stream().map(this::read).toList();
    return Functions.read(lower, arguments).orElseThrow(() -> unknown("the function " + name));
  }

  private List<Expr> all(Expression e) {
    List<Expr> result = new ArrayList<>();
    CollectionConverters.asJava(e.children()).forEach(child -> result.add(read(child)));
    return result;
  }

  private TruecountException clock(String what) {
    return TruecountException.invalid(
        new Problem(
            "%s in \"%s\" is not known".formatted(what, text.strip()),
            where,
            "the number would change with the clock",
            "write the date, or query with --from and --to"));
  }

  private TruecountException unknown(String what) {
    return TruecountException.invalid(
        new Problem(
            "%s in \"%s\" is not known".formatted(what, text.strip()),
            where,
            "the expression must mean the same in every engine",
            "compute it in a model and name the column here"));
  }
}
