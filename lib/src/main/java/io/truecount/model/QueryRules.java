package io.truecount.model;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedExecuteImmediate;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Call;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Product;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a model may do: read tables of the project with functions whose value depends on their
 * arguments only. Everything else is a problem with its line. Looks at every part of the parsed
 * query, wherever Spark keeps it: statements in WITH clauses, named windows, subqueries.
 */
final class QueryRules {
  private static final Set<String> TABLE_FUNCTIONS =
      CollectionConverters.asJava(TableFunctionRegistry.builtin().listFunction()).stream()
          .map(FunctionIdentifier::funcName)
          .collect(toUnmodifiableSet());

  private final String file;
  private final Problems problems;

  private QueryRules(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reports what the query does that a model may not. */
  static void check(LogicalPlan plan, String file, Problems problems) {
    new QueryRules(file, problems).visit(plan, 1);
  }

  /**
   * @param line of what is around it, for parts without one
   */
  private void visit(Object part, int line) {
    int own = part instanceof TreeNode<?> node ? line(node, line) : line;
    if (part instanceof TreeNode<?> node && isStatement(node)) {
      add("a model only reads", "", "write one SELECT in Spark's SQL", own);
      return;
    }
    if (part instanceof TreeNode<?> node) {
      examine(node, own);
    }
    if (part instanceof scala.collection.Iterable<?> many) {
      CollectionConverters.asJava(many).forEach(one -> visit(one, own));
    } else if (part instanceof Product product) {
      CollectionConverters.asJava(product.productIterator())
          .forEachRemaining(one -> visit(one, own));
    }
  }

  private static boolean isStatement(TreeNode<?> node) {
    return node instanceof Command
        || node instanceof ParsedStatement
        || node instanceof InsertIntoDir
        || node instanceof Call
        || node instanceof UnresolvedExecuteImmediate;
  }

  private void examine(TreeNode<?> node, int line) {
    if (node instanceof UnresolvedFunction function) {
      List<String> name = CollectionConverters.asJava(function.nameParts());
      Restriction.ofCall(name, function.arguments().size())
          .ifPresent(r -> restricted(String.join(".", name), r, line));
    } else if (node instanceof UnresolvedAttribute attribute) {
      List<String> name = CollectionConverters.asJava(attribute.nameParts());
      Restriction.ofName(name).ifPresent(r -> restricted(name.get(0), r, line));
    } else if (node instanceof Literal literal && SpecialMoments.isOne(literal)) {
      restricted(SpecialMoments.written(literal), Restriction.CLOCK, line);
    } else if (node instanceof UnresolvedRelation relation) {
      relation(relation, line);
    } else if (node instanceof UnresolvedTableValuedFunction function) {
      tableFunction(String.join(".", CollectionConverters.asJava(function.name())), line);
    } else {
      other(node, line);
    }
  }

  private void other(TreeNode<?> node, int line) {
    if (node instanceof Sample) {
      restricted("TABLESAMPLE", Restriction.RANDOM, line);
    } else if (node instanceof ScriptTransformation) {
      restricted("TRANSFORM", Restriction.CODE, line);
    } else if (node instanceof PlanWithUnresolvedIdentifier
        || node instanceof ExpressionWithUnresolvedIdentifier) {
      add(
          "IDENTIFIER makes a name of a text",
          "what a model reads must be known before it runs",
          "write the name itself",
          line);
    }
  }

  /** Names of several parts are files ({@code parquet.`/x`}) or tables of other catalogs. */
  private void relation(UnresolvedRelation relation, int line) {
    List<String> name = CollectionConverters.asJava(relation.multipartIdentifier());
    if (name.size() > 1 || relation.isStreaming() || !relation.options().isEmpty()) {
      outside(String.join(".", name), line);
    }
  }

  private void tableFunction(String name, int line) {
    if (!TABLE_FUNCTIONS.contains(name)) {
      outside(name + "(…)", line);
    }
  }

  private void outside(String what, int line) {
    add(
        "%s is no table of the project".formatted(what),
        "a model reads the nightly's tables and other models by their bare names",
        "declare a source for files, and read events or customer_events",
        line);
  }

  private void restricted(String what, Restriction restriction, int line) {
    add(
        "%s %s".formatted(what, restriction.effect()),
        restriction.why(),
        restriction.remedy(),
        line);
  }

  private void add(String what, String why, String remedy, int line) {
    problems.add(new Problem(what, file + ":" + line, why, remedy));
  }

  private static int line(TreeNode<?> node, int otherwise) {
    return node.origin().line().isDefined() ? (int) node.origin().line().get() : otherwise;
  }
}
