package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import io.truecount.customer.CustomerTables;
import io.truecount.metric.plan.Join;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Transform;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Infix;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.Unary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From audiences to the operations that find their members, in one pass over the events and one
 * over the customers. Events at or after {@code as_of} never count; a condition that is unknown
 * makes no member.
 *
 * <pre>
 *   customers                customer_events               buyers (an order), staff (is_staff)
 *   customer_id | is_staff   customer_id | name            customer_id | buyers | staff
 *   c1          | false      c1          | Order           c1          | true   | false
 *   c2          | true                                     c2          | false  | true
 *   c3          | NULL                                     c3          | false  | false
 * </pre>
 */
public final class AudiencePlanner {
  private static final Expr FALSE = new Expr.Word("FALSE");

  private final Map<String, Audience> audiences;
  private final Planner metrics;
  private final Instant asOf;
  private final EventMeasures events;

  private AudiencePlanner(
      Map<String, Audience> audiences, Collection<Audience> used, Planner metrics, Instant asOf) {
    this.audiences = audiences;
    this.metrics = metrics;
    this.asOf = asOf;
    this.events = EventMeasures.of(used, asOf);
  }

  /**
   * Plans audiences, all of them together.
   *
   * @param audiences without problems, with every audience that one of them refers to
   * @param metrics of the project
   * @return the columns are customer_id, then one boolean for each audience, never NULL
   */
  public static Plan plan(List<Audience> audiences, Planner metrics, Instant asOf) {
    return plan(audiences, audiences, metrics, asOf);
  }

  /**
   * Plans some audiences.
   *
   * @param queried those that get a column
   * @param defined with every audience that one of them refers to
   * @param metrics of the project
   * @return the columns are customer_id, then one boolean for each audience, never NULL
   */
  public static Plan plan(
      List<Audience> queried, List<Audience> defined, Planner metrics, Instant asOf) {
    Map<String, Audience> byName = defined.stream().collect(toMap(Audience::name, a -> a));
    Map<String, Audience> used = new LinkedHashMap<>();
    queried.forEach(audience -> follow(audience, byName, used));
    AudiencePlanner planner = new AudiencePlanner(byName, used.values(), metrics, asOf);
    PlanNode known = planner.known(used.values());
    List<Named> columns = new ArrayList<>(List.of(Named.same(CUSTOMER_ID)));
    queried.forEach(a -> columns.add(new Named(a.name(), planner.isMember(a))));
    return new Plan(
        Transform.filtered("members of each audience", known, columns, Optional.empty()));
  }

  /** An audience and those that it refers to, directly or not. */
  private static void follow(
      Audience audience, Map<String, Audience> byName, Map<String, Audience> used) {
    if (used.put(audience.name(), audience) == null) {
      audience.where().match(ConditionParts.REFERENCES).stream()
          .map(name -> requireNonNull(byName.get(name)))
          .forEach(other -> follow(other, byName, used));
    }
  }

  /** The customers' traits, and the measures of their events. */
  private PlanNode known(Collection<Audience> used) {
    TreeSet<String> traits = new TreeSet<>(List.of(CUSTOMER_ID, CustomerTables.KIND));
    Map<String, String> dimensions = new TreeMap<>();
    for (Audience audience : used) {
      traits.addAll(audience.where().match(ConditionParts.TRAITS));
      tested(audience).forEach(name -> dimensions.put(column(name), name));
    }
    PlanNode customers =
        Customers.rows(metrics).plan(List.copyOf(traits), dimensions, Customers.time(asOf));
    return events
        .plan()
        .<PlanNode>map(
            measured -> {
              List<Named> columns = new ArrayList<>(Named.of(Join.LEFT, customers.columns()));
              columns.addAll(Named.of(Join.RIGHT, events.columns()));
              return Join.on(
                  "customers and what they did",
                  JoinKind.LEFT,
                  customers,
                  measured,
                  Join.equal(CUSTOMER_ID, CUSTOMER_ID),
                  columns);
            })
        .orElse(customers);
  }

  private static List<String> tested(Audience audience) {
    return audience.where().match(ConditionParts.DIMENSION_TESTS).stream()
        .map(Condition.Dimension::name)
        .toList();
  }

  /** The column of a dimension, which may have the name of a trait. */
  private static String column(String dimension) {
    return "__" + dimension;
  }

  /** True or false, never unknown. */
  private Expr isMember(Audience audience) {
    Expr member = known(audience.where().match(new Holds()));
    return audience.anonymous()
        ? member
        : Expr.and(
            List.of(
                Expr.equal(Expr.column(CustomerTables.KIND), new Expr.Text(CustomerTables.KNOWN)),
                member));
  }

  /** Unknown is false. */
  private static Expr known(Expr condition) {
    return new Expr.Call("coalesce", List.of(condition, FALSE));
  }

  /** Whether a condition holds for a customer; NULL for unknown. */
  private final class Holds implements Condition.Cases<Expr> {
    @Override
    public Expr all(All all) {
      return chain(Operator.AND, all.conditions());
    }

    @Override
    public Expr any(Any any) {
      return chain(Operator.OR, any.conditions());
    }

    private Expr chain(Operator operator, List<Condition> conditions) {
      List<Expr> parts = conditions.stream().map(c -> c.match(this)).toList();
      return switch (parts.size()) {
        case 0 -> new Expr.Word(operator == Operator.AND ? "TRUE" : "FALSE");
        case 1 -> parts.get(0);
        default -> new Infix(operator, parts);
      };
    }

    @Override
    public Expr not(Not negated) {
      return new Unary(Unary.Operator.NOT, known(negated.condition().match(this)));
    }

    @Override
    public Expr trait(Trait trait) {
      return trait.test().match(new TestExpr(Expr.column(trait.name()), asOf));
    }

    @Override
    public Expr event(Event event) {
      return event.test().match(new TestExpr(events.value(event), asOf));
    }

    @Override
    public Expr reference(Reference reference) {
      return isMember(requireNonNull(audiences.get(reference.audience())));
    }

    @Override
    public Expr dimension(Condition.Dimension dimension) {
      return dimension.test().match(new TestExpr(Expr.column(column(dimension.name())), asOf));
    }

    @Override
    public Expr metric(Condition.Metric metric) {
      throw new IllegalStateException("refused when it was read");
    }

    @Override
    public Expr sequence(Condition.Sequence sequence) {
      throw new IllegalStateException("refused when it was read");
    }

    @Override
    public Expr top(Condition.Top top) {
      throw new IllegalStateException("refused when it was read");
    }
  }
}
