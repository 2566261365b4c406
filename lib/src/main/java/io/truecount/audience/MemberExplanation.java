package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static java.util.stream.Collectors.toMap;

import io.truecount.audience.ConditionNode.Rule;
import io.truecount.audience.Explanation.Truth;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Explains why customers are, or are not, members of one audience: a plan with a column for each
 * condition and each measured value, made of the expressions that find the members, so that the two
 * cannot differ.
 *
 * <pre>
 *   buyers: any of an Order, is_staff    customer_id | member | __holds_0 | __holds_1 | __value_1 …
 *                                        c1          | true   | true      | true      | 3
 *                                        c2          | false  | NULL      | false     | 0
 * </pre>
 */
public final class MemberExplanation {
  /** The column with the membership itself. */
  public static final String MEMBER = "__member";

  private final Plan plan;
  private final ConditionNode tree;
  private final ExplainedEvents events;

  private MemberExplanation(Plan plan, ConditionNode tree, ExplainedEvents events) {
    this.plan = plan;
    this.tree = tree;
    this.events = events;
  }

  /**
   * Plans an explanation.
   *
   * @param defined with every audience that the audience refers to
   * @param metrics of the project
   */
  public static MemberExplanation of(
      Audience audience, List<Audience> defined, Planner metrics, Instant asOf) {
    Map<String, Audience> byName = defined.stream().collect(toMap(Audience::name, a -> a));
    List<Audience> used = AudiencePlanner.used(audience, byName);
    ConditionColumns columns = ConditionColumns.of(byName, used, metrics, EventSource.EVENTS, asOf);
    ConditionNode tree = ConditionTree.of(audience, byName);
    List<Named> results = new ArrayList<>(List.of(Named.same(CUSTOMER_ID)));
    results.add(new Named(MEMBER, MemberExpr.of(audience, columns)));
    tree.all().forEach(node -> add(node, columns, results));
    Transform rows =
        Transform.filtered(
            "conditions of each customer", columns.plan(used, metrics), results, Optional.empty());
    return new MemberExplanation(new Plan(rows), tree, ExplainedEvents.of(tree, asOf));
  }

  private static void add(ConditionNode node, ConditionColumns columns, List<Named> results) {
    Expr holds = node.condition().match(new MemberExpr(columns, node.anonymous()));
    results.add(new Named(holds(node), holds));
    node.condition()
        .match(new MeasuredExpr(columns))
        .ifPresent(value -> results.add(new Named(value(node), value)));
  }

  /** Rows of all customers; read those that are asked for. */
  public Plan plan() {
    return plan;
  }

  /** The events that conditions looked at. */
  public ExplainedEvents events() {
    return events;
  }

  /** The explanation of one row of the plan. */
  public Explanation of(Row row) {
    Set<Integer> deciding = new HashSet<>();
    decide(tree, row, deciding);
    return explanation(tree, row, deciding);
  }

  private static Explanation explanation(ConditionNode node, Row row, Set<Integer> deciding) {
    boolean measures = List.of(row.schema().fieldNames()).contains(value(node));
    @Nullable Object value = measures ? row.getAs(value(node)) : null;
    return new Explanation(
        node.id(),
        ConditionLabel.of(node.condition()),
        truth(node, row),
        Optional.ofNullable(value).map(ValueText::of),
        measures,
        deciding.contains(node.id()),
        node.children().stream().map(child -> explanation(child, row, deciding)).toList());
  }

  /** Of conditions that each would have been enough, the first one decided. */
  private static void decide(ConditionNode node, Row row, Set<Integer> deciding) {
    deciding.add(node.id());
    boolean holds = truth(node, row) == Truth.TRUE;
    boolean oneIsEnough = node.rule() == (holds ? Rule.SOME : Rule.EVERY);
    if (oneIsEnough) {
      Truth wanted = holds ? Truth.TRUE : Truth.FALSE;
      first(node.children(), row, wanted)
          .or(() -> first(node.children(), row, Truth.UNKNOWN))
          .ifPresent(child -> decide(child, row, deciding));
    } else {
      node.children().forEach(child -> decide(child, row, deciding));
    }
  }

  private static Optional<ConditionNode> first(List<ConditionNode> nodes, Row row, Truth wanted) {
    return nodes.stream().filter(node -> truth(node, row) == wanted).findFirst();
  }

  private static Truth truth(ConditionNode node, Row row) {
    @Nullable Boolean holds = row.getAs(holds(node));
    if (holds == null) {
      return Truth.UNKNOWN;
    }
    return holds ? Truth.TRUE : Truth.FALSE;
  }

  private static String holds(ConditionNode node) {
    return "__holds_" + node.id();
  }

  private static String value(ConditionNode node) {
    return "__value_" + node.id();
  }
}
