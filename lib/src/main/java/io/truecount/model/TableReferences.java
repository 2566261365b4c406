package io.truecount.model;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Tuple3;
import scala.jdk.javaapi.CollectionConverters;

/** Finds the tables that a parsed query reads; names of its own WITH clauses are not tables. */
final class TableReferences {
  private final SortedMap<String, Integer> lines = new TreeMap<>();

  private TableReferences() {}

  /** Line of the first mention, by table name as written. */
  static SortedMap<String, Integer> of(LogicalPlan plan) {
    TableReferences references = new TableReferences();
    references.visit(plan, Set.of());
    return references.lines;
  }

  private void visit(LogicalPlan plan, Set<String> ownNames) {
    if (plan instanceof UnresolvedRelation relation) {
      relation(relation, ownNames);
    } else if (plan instanceof UnresolvedWith with) {
      with(with, ownNames);
    } else {
      CollectionConverters.asJava(plan.children()).forEach(child -> visit(child, ownNames));
    }
    CollectionConverters.asJava(plan.expressions()).forEach(e -> expression(e, ownNames));
  }

  /** A WITH clause sees those before it, not itself: its own name inside it is a table. */
  private void with(UnresolvedWith with, Set<String> outer) {
    Set<String> names = new HashSet<>(outer);
    for (Tuple3<String, SubqueryAlias, ?> clause :
        CollectionConverters.asJava(with.cteRelations())) {
      visit(clause._2(), names);
      names.add(clause._1().toLowerCase(Locale.ROOT));
    }
    visit(with.child(), names);
  }

  private void expression(Expression expression, Set<String> ownNames) {
    if (expression instanceof SubqueryExpression subquery) {
      visit(subquery.plan(), ownNames);
    }
    CollectionConverters.asJava(expression.children()).forEach(e -> expression(e, ownNames));
  }

  /** Names of several parts are no tables of a project: see {@link QueryRules}. */
  private void relation(UnresolvedRelation relation, Set<String> ownNames) {
    if (relation.multipartIdentifier().size() > 1) {
      return;
    }
    String name = relation.multipartIdentifier().head();
    if (!ownNames.contains(name.toLowerCase(Locale.ROOT))) {
      int line = relation.origin().line().isDefined() ? (int) relation.origin().line().get() : 1;
      lines.merge(name, line, Math::min);
    }
  }
}
