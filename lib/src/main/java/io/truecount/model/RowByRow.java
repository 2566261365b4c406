package io.truecount.model;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.truecount.config.Locations;
import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.model.Computation.Whole;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds the models whose rows each follow from one event. Such a model is a projection and filter
 * of {@code customer_events} or {@code events}, of other such models, or of several of these under
 * each other (UNION ALL); arrays may become rows. So its rows for all events are its rows for some
 * of them together with its rows for the others. The query is allowed by what it consists of: what
 * is not known here makes the model one that is computed as a whole.
 */
public final class RowByRow {
  private static final Set<String> EVENTS =
      ImmutableSet.of(EventTables.EVENTS, CustomerTables.CUSTOMER_EVENTS);

  private static final Set<Class<? extends LogicalPlan>> ROW_BY_ROW =
      ImmutableSet.of(
          Project.class,
          Filter.class,
          SubqueryAlias.class,
          UnresolvedSubqueryColumnAliases.class,
          Union.class,
          Generate.class);

  /** What people call parts of a query. */
  private static final ImmutableMap<String, String> NAMES =
      ImmutableMap.<String, String>builder()
          .put("Aggregate", "has an aggregate")
          .put("UnresolvedHaving", "has an aggregate")
          .put("Distinct", "has DISTINCT")
          .put("Deduplicate", "has DISTINCT")
          .put("Join", "has a join")
          .put("LateralJoin", "has a join")
          .put("GlobalLimit", "has LIMIT")
          .put("LocalLimit", "has LIMIT")
          .put("Offset", "has OFFSET")
          .put("Sort", "has ORDER BY")
          .put("WithWindowDefinition", "has a window")
          .put("Except", "has EXCEPT")
          .put("Intersect", "has INTERSECT")
          .put("OneRowRelation", "reads no table")
          .put("UnresolvedInlineTable", "has VALUES")
          .build();

  /** Groups of Spark's functions that need more rows than one. */
  private static final ImmutableMap<String, String> GROUPS =
      ImmutableMap.of("agg_funcs", "an aggregate", "window_funcs", "a window function");

  private static final Pattern OF_THE_RUN =
      Pattern.compile("\\$\\{(as_of|interval_start|interval_end)}");

  private final String file;
  private final Set<String> sources;

  private RowByRow(String file, Set<String> sources) {
    this.file = file;
    this.sources = sources;
  }

  /**
   * How each model is computed, by name. No Spark session is needed.
   *
   * @param variables any values
   */
  public static SortedMap<String, Computation> of(ModelGraph graph, Variables variables) {
    SortedMap<String, Computation> all = new TreeMap<>();
    Set<String> sources = new HashSet<>(EVENTS);
    for (Model model : graph.models()) {
      Computation computation =
          new RowByRow(Locations.shown(model.file()), sources)
              .refusal(model, variables)
              .<Computation>map(whole -> whole)
              .orElseGet(Computation.RowByRow::new);
      all.put(model.name(), computation);
      if (computation.isRowByRow()) {
        sources.add(model.name());
      }
    }
    return all;
  }

  private Optional<Whole> refusal(Model model, Variables variables) {
    Matcher found = OF_THE_RUN.matcher(model.sql());
    if (found.find()) {
      long breaks = model.sql().substring(0, found.start()).chars().filter(c -> c == '\n').count();
      String why = "uses %s, another instant each run,".formatted(found.group());
      return Optional.of(whole(why, 1 + (int) breaks));
    }
    LogicalPlan plan = CatalystSqlParser$.MODULE$.parsePlan(variables.apply(model.sql()));
    return visit(plan, Set.of(), 1);
  }

  /**
   * What is not row by row first.
   *
   * @param own names of WITH clauses, in lower case
   */
  private Optional<Whole> visit(LogicalPlan plan, Set<String> own, int around) {
    int line = line(plan, around);
    if (plan instanceof UnresolvedWith with) {
      return with(with, own, line);
    } else if (plan instanceof UnresolvedRelation relation) {
      return relation(relation, own, line);
    } else if (!ROW_BY_ROW.contains(plan.getClass())) {
      String node = plan.getClass().getSimpleName();
      return Optional.of(whole(NAMES.getOrDefault(node, "has " + node), line));
    }
    return first(
        Stream.concat(
            java(plan.expressions()).stream().map(one -> expression(one, line)),
            java(plan.children()).stream().map(child -> visit(child, own, line))));
  }

  private Optional<Whole> with(UnresolvedWith with, Set<String> outer, int line) {
    if (with.allowRecursion()) {
      return Optional.of(whole("has WITH RECURSIVE", line));
    }
    Set<String> names = new HashSet<>(outer);
    for (var clause : java(with.cteRelations())) {
      Optional<Whole> refusal = visit(clause._2(), Set.copyOf(names), line);
      if (refusal.isPresent()) {
        return refusal;
      }
      names.add(clause._1().toLowerCase(Locale.ROOT));
    }
    return visit(with.child(), names, line);
  }

  private Optional<Whole> relation(UnresolvedRelation relation, Set<String> own, int line) {
    String name = relation.tableName();
    boolean known = own.contains(name.toLowerCase(Locale.ROOT)) || sources.contains(name);
    return known ? Optional.empty() : Optional.of(whole("reads " + name, line));
  }

  private Optional<Whole> expression(Expression expression, int around) {
    int line = line(expression, around);
    if (expression instanceof SubqueryExpression) {
      return Optional.of(whole("has a subquery", line));
    } else if (expression instanceof WindowExpression
        || expression instanceof UnresolvedWindowExpression) {
      return Optional.of(whole("has a window function", line));
    } else if (expression instanceof UnresolvedFunction function) {
      Optional<Whole> refusal = call(function, line);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return first(java(expression.children()).stream().map(child -> expression(child, line)));
  }

  private Optional<Whole> call(UnresolvedFunction function, int line) {
    String name = function.nameParts().last().toLowerCase(Locale.ROOT);
    Option<ExpressionInfo> info =
        FunctionRegistry.builtin()
            .lookupFunction(new FunctionIdentifier(name, Option.empty(), Option.empty()));
    if (info.isEmpty()) {
      return Optional.of(whole("calls " + name, line));
    }
    String group = GROUPS.getOrDefault(info.get().getGroup(), "");
    boolean ofMany = function.isDistinct() || function.filter().isDefined() || !group.isEmpty();
    return ofMany
        ? Optional.of(whole("has " + (group.isEmpty() ? "an aggregate" : group), line))
        : Optional.empty();
  }

  private Whole whole(String why, int line) {
    return new Whole(why, file + ":" + line);
  }

  private static Optional<Whole> first(Stream<Optional<Whole>> refusals) {
    return refusals.flatMap(Optional::stream).findFirst();
  }

  private static int line(TreeNode<?> node, int otherwise) {
    return node.origin().line().isDefined() ? (int) node.origin().line().get() : otherwise;
  }

  private static <T> Collection<T> java(scala.collection.Iterable<T> many) {
    return CollectionConverters.asJavaCollection(many);
  }
}
