package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;

import io.truecount.audience.Condition.Event;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.plan.Aggregate;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Read;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TableNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The measures of all event conditions by customer, each once, in one pass over the events.
 *
 * <pre>
 *   customer_id | name  | occurred_at | revenue    within 30 days: count, sum of revenue
 *   c1          | Order | 1 March     | 10         customer_id | __measure_1 | __measure_2
 *   c1          | Order | 9 March     | 5          c1          | 2           | 15
 * </pre>
 *
 * Cost: one pass over the events that any condition measures, one aggregation.
 */
final class EventMeasures {
  private final List<Event> conditions;
  private final Instant asOf;

  private EventMeasures(List<Event> conditions, Instant asOf) {
    this.conditions = conditions;
    this.asOf = asOf;
  }

  static EventMeasures of(Collection<Audience> audiences, Instant asOf) {
    return new EventMeasures(
        audiences.stream()
            .flatMap(a -> a.where().match(ConditionParts.EVENTS).stream())
            .distinct()
            .toList(),
        asOf);
  }

  /** The value of a condition's measure for a customer, also for one without any event. */
  Expr value(Event condition) {
    Expr measured = Expr.column(column(conditions.indexOf(condition)));
    return switch (condition.measure().kind()) {
      case COUNT, COUNT_DISTINCT, SUM ->
          new Expr.Call("coalesce", List.of(measured, new Expr.Word("0")));
      case MIN, MAX, AVG, FIRST, LAST -> measured;
    };
  }

  /** One row for each customer with a matching event; empty when nothing is measured. */
  Optional<CustomerColumns> plan() {
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Expr> inputs = new LinkedHashMap<>();
    List<Named> measures = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      measures.add(new Named(column(i), measure(conditions.get(i), i, inputs)));
    }
    List<Named> columns = new ArrayList<>(List.of(Named.of("src", CUSTOMER_ID)));
    inputs.forEach((column, value) -> columns.add(new Named(column, value)));
    PlanNode read =
        EventMatch.read(
            "events that conditions measure",
            columns,
            conditions.stream().map(this::matches).toList());
    return Optional.of(
        new CustomerColumns(
            "customers and what they did",
            new Aggregate("what each customer did", read, List.of(CUSTOMER_ID), measures),
            CUSTOMER_ID));
  }

  /** The aggregation of a condition, over columns that it adds to what is read. */
  private Expr measure(Event condition, int index, Map<String, Expr> inputs) {
    Condition.Measure.Kind kind = condition.measure().kind();
    Expr matches = matches(condition);
    String value = "__value_" + (index + 1);
    Expr measured =
        kind == Condition.Measure.Kind.COUNT
            ? new Expr.Word("1")
            : path(condition.measure().column());
    inputs.put(value, new Expr.Case(List.of(matches, measured)));
    return switch (kind) {
      case COUNT -> aggregate(Aggregation.COUNT, value);
      case COUNT_DISTINCT -> aggregate(Aggregation.COUNT_DISTINCT, value);
      case SUM -> aggregate(Aggregation.SUM, value);
      case MIN -> aggregate(Aggregation.MIN, value);
      case MAX -> aggregate(Aggregation.MAX, value);
      case AVG -> aggregate(Aggregation.AVERAGE, value);
      case FIRST -> byTime("min_by", value, matches, index, inputs);
      case LAST -> byTime("max_by", value, matches, index, inputs);
    };
  }

  private static Expr aggregate(Aggregation aggregation, String value) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(value), Optional.empty());
  }

  /** The value of the first or last matching event; NULL where that event has none. */
  private static Expr byTime(
      String function, String value, Expr matches, int index, Map<String, Expr> inputs) {
    String order = "__order_" + (index + 1);
    Expr key =
        new Expr.Call(
            "struct",
            List.of(
                Expr.column("src", OCCURRED_AT),
                Expr.column("src", SOURCE),
                Expr.column("src", EVENT_ID)));
    inputs.put(order, new Expr.Case(List.of(matches, key)));
    return new Expr.Call(function, List.of(Expr.column(value), Expr.column(order)));
  }

  private Expr matches(Event condition) {
    return EventMatch.of(condition).at(asOf);
  }

  /** A fragment as the SQL of a run has it. */
  static String text(String sql) {
    Named flag = new Named("flag", EventMatch.fragment(sql));
    return new Plan(Read.of("fragment", EventMatch.EVENTS, List.of(flag)))
        .sql(Dialect.SPARK, TableNames.bare());
  }

  static Expr path(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0
        ? Expr.column("src", path)
        : Expr.column("src." + path.substring(0, dot), path.substring(dot + 1));
  }

  private static String column(int index) {
    return "__measure_" + (index + 1);
  }
}
