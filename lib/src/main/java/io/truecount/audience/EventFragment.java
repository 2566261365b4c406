package io.truecount.audience;

import io.truecount.error.Suggestion;
import io.truecount.model.Restriction;
import io.truecount.model.SpecialMoments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A piece of SQL over one event, read by Spark's parser without a session. It may name columns of
 * the event and use Spark's deterministic functions of one row: no subquery, no aggregate, no
 * clock.
 */
final class EventFragment {
  private static final Set<String> REFUSED_GROUPS =
      Set.of("agg_funcs", "window_funcs", "generator_funcs", "table_funcs");

  private static final String WITHIN = "use within for times relative to as_of";

  private static final ParserInterface PARSER = CatalystSqlParser$.MODULE$;

  private EventFragment() {}

  /**
   * Examines a fragment.
   *
   * @param problems receives what is wrong and the remedy
   */
  static void check(String sql, StructType event, BiConsumer<String, String> problems) {
    try {
      visit(PARSER.parseExpression(sql), event, problems);
    } catch (ParseException e) {
      problems.accept(
          "not valid SQL: " + e.getSimpleMessage().lines().findFirst().orElse(sql),
          "write a condition in Spark's SQL");
    }
  }

  /** The type at a dotted path such as {@code properties.revenue}; a problem when there is none. */
  static Optional<DataType> type(
      List<String> path, StructType event, BiConsumer<String, String> problems) {
    DataType type = event;
    List<String> seen = new ArrayList<>();
    for (String name : path) {
      if (!(type instanceof StructType struct)) {
        problems.accept(
            "%s has no parts".formatted(String.join(".", seen)), "name the column itself");
        return Optional.empty();
      }
      List<String> known = Arrays.asList(struct.fieldNames());
      if (!known.contains(name)) {
        seen.add(name);
        problems.accept(
            "unknown column \"%s\"".formatted(String.join(".", seen)),
            Suggestion.remedy(name, known));
        return Optional.empty();
      }
      seen.add(name);
      type = struct.apply(name).dataType();
    }
    return Optional.of(type);
  }

  private static void visit(
      Expression expression, StructType event, BiConsumer<String, String> problems) {
    if (expression instanceof UnresolvedAttribute attribute) {
      type(CollectionConverters.asJava(attribute.nameParts()), event, problems);
    } else if (expression instanceof UnresolvedFunction function) {
      function(function, problems);
    } else if (expression instanceof Literal literal && SpecialMoments.isOne(literal)) {
      problems.accept(
          "%s %s".formatted(SpecialMoments.written(literal), Restriction.CLOCK.effect()), WITHIN);
    } else if (expression instanceof SubqueryExpression
        || expression instanceof WindowExpression
        || expression instanceof ExpressionWithUnresolvedIdentifier
        || expression instanceof Star) {
      problems.accept(
          "a condition looks at one event: %s is not possible".formatted(expression.prettyName()),
          "compute it in a model, and use its column");
    }
    CollectionConverters.asJava(expression.children()).forEach(e -> visit(e, event, problems));
  }

  private static void function(UnresolvedFunction function, BiConsumer<String, String> problems) {
    String name =
        String.join(".", CollectionConverters.asJava(function.nameParts()))
            .toLowerCase(Locale.ROOT);
    Optional<Restriction> restriction =
        Restriction.ofCall(List.of(name), function.arguments().size());
    Option<ExpressionInfo> info =
        FunctionRegistry.builtin().lookupFunction(new FunctionIdentifier(name));
    if (info.isEmpty()) {
      problems.accept("unknown function %s".formatted(name), Suggestion.remedy(name, functions()));
    } else if (restriction.isPresent()) {
      Restriction found = restriction.get();
      problems.accept(
          "%s %s".formatted(name, found.effect()),
          found == Restriction.CLOCK ? WITHIN : found.remedy());
    } else if (REFUSED_GROUPS.contains(info.get().getGroup())) {
      problems.accept(
          "a condition looks at one event: %s is not possible".formatted(name),
          "use count, sum, min, max, avg, first or last of the event condition");
    }
  }

  private static List<String> functions() {
    return CollectionConverters.asJava(FunctionRegistry.builtin().listFunction()).stream()
        .map(FunctionIdentifier::funcName)
        .filter(name -> Restriction.ofCall(List.of(name), 0).isEmpty())
        .toList();
  }
}
