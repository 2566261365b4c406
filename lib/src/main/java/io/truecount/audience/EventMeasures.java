package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;

import io.truecount.audience.Condition.Event;
import io.truecount.audience.Condition.Measure.Kind;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The measures of all event conditions by customer, each once, in one pass over the events. Whether
 * an event matches is computed once for all windows and measures of the same events.
 *
 * <pre>
 *   customer_id | name  | occurred_at | revenue    within 30 days: count, sum of revenue
 *   c1          | Order | 1 March     | 10         customer_id | __measure_1 | __measure_2
 *   c1          | Order | 9 March     | 5          c1          | 2           | 15
 * </pre>
 *
 * Cost: one pass over the events that any condition measures, one aggregation. Distinct counts keep
 * the distinct values of a customer in memory; Spark does not copy rows for them.
 */
final class EventMeasures {
  private static final String ORDER = "__order";
  private static final Expr ONE = new Expr.Word("1");

  private final List<Measured> measures;
  private final List<EventMatch> matches;
  private final List<String> paths;
  private final EventSource source;
  private final Instant asOf;

  private EventMeasures(List<Measured> measures, EventSource source, Instant asOf) {
    this.measures = measures;
    this.source = source;
    this.matches = measures.stream().map(m -> m.match().ever()).distinct().toList();
    this.paths =
        measures.stream()
            .filter(m -> m.measure().kind() != Kind.COUNT)
            .map(m -> m.measure().column())
            .distinct()
            .toList();
    this.asOf = asOf;
  }

  static EventMeasures of(Collection<Audience> audiences, EventSource source, Instant asOf) {
    return new EventMeasures(measured(audiences), source, asOf);
  }

  /** What the event conditions of audiences measure, each once. */
  static List<Measured> measured(Collection<Audience> audiences) {
    return audiences.stream()
        .flatMap(a -> a.where().match(ConditionParts.EVENTS).stream())
        .map(Measured::of)
        .distinct()
        .toList();
  }

  /** The value of a condition's measure for a customer, also for one without any event. */
  Expr value(Event condition) {
    Measured wanted = Measured.of(condition);
    Expr measured =
        switch (source) {
          case EVENTS -> Expr.column(column(measures.indexOf(wanted)));
          case DAYS -> DayMeasures.value(wanted, column(measures.indexOf(wanted)), asOf);
        };
    return switch (condition.measure().kind()) {
      case COUNT, COUNT_DISTINCT, SUM ->
          new Expr.Call("coalesce", List.of(measured, new Expr.Word("0")));
      case MIN, MAX, AVG, FIRST, LAST -> measured;
    };
  }

  /** One row for each customer with a matching event; empty when nothing is measured. */
  Optional<CustomerColumns> plan() {
    if (measures.isEmpty()) {
      return Optional.empty();
    }
    PlanNode node =
        switch (source) {
          case EVENTS -> ofEvents();
          case DAYS -> DayMeasures.of(measures).plan(asOf, m -> column(measures.indexOf(m)));
        };
    return Optional.of(new CustomerColumns("customers and what they did", node, CUSTOMER_ID));
  }

  private PlanNode ofEvents() {
    List<Named> values = new ArrayList<>();
    for (int i = 0; i < measures.size(); i++) {
      values.add(new Named(column(i), aggregated(measures.get(i))));
    }
    PlanNode read =
        EventMatch.read(
            "events that conditions measure",
            columns(),
            matches.stream().map(this::widest).map(match -> match.at(asOf)).toList());
    return new Aggregate("what each customer did", read, List.of(CUSTOMER_ID), values);
  }

  /** Of each event: its customer, time and order, what it matches, and the measured values. */
  private List<Named> columns() {
    List<Named> columns = new ArrayList<>(Named.of("src", List.of(CUSTOMER_ID, OCCURRED_AT)));
    if (measures.stream().anyMatch(m -> isByTime(m.measure().kind()))) {
      List<Expr> keys =
          Named.of("src", List.of(OCCURRED_AT, SOURCE, EVENT_ID)).stream()
              .map(Named::expr)
              .toList();
      columns.add(new Named(ORDER, new Expr.Call("struct", keys)));
    }
    for (int i = 0; i < matches.size(); i++) {
      columns.add(new Named("__match_" + (i + 1), matches.get(i).event()));
    }
    for (int i = 0; i < paths.size(); i++) {
      columns.add(new Named("__value_" + (i + 1), path(paths.get(i))));
    }
    return columns;
  }

  /** The same events within the longest window that any measure asks for. */
  private EventMatch widest(EventMatch match) {
    List<EventMatch> all =
        measures.stream().map(Measured::match).filter(m -> m.ever().equals(match)).toList();
    return all.stream()
        .filter(m -> m.within().isEmpty())
        .findFirst()
        .orElseGet(
            () ->
                all.stream()
                    .min(Comparator.comparing(m -> m.within().orElseThrow().start(asOf)))
                    .orElseThrow());
  }

  private Expr aggregated(Measured measured) {
    return switch (measured.measure().kind()) {
      case COUNT -> aggregate(Aggregator.of(Aggregation.SUM), counted(measured, ONE));
      case COUNT_DISTINCT -> aggregate(Aggregator.DISTINCT_BY_SET, counted(measured));
      case SUM -> aggregate(Aggregator.of(Aggregation.SUM), counted(measured));
      case MIN -> aggregate(Aggregator.of(Aggregation.MIN), counted(measured));
      case MAX -> aggregate(Aggregator.of(Aggregation.MAX), counted(measured));
      case AVG ->
          new Expr.Divide(
              aggregate(Aggregator.of(Aggregation.SUM), counted(measured)),
              aggregate(Aggregator.of(Aggregation.COUNT), counted(measured)));
      case FIRST -> byTime("min_by", measured);
      case LAST -> byTime("max_by", measured);
    };
  }

  private static Expr aggregate(Aggregator aggregator, Expr value) {
    return new Expr.Aggregate(aggregator, value, Optional.empty());
  }

  private static boolean isByTime(Kind kind) {
    return kind == Kind.FIRST || kind == Kind.LAST;
  }

  /** The value of the first or last matching event; NULL where that event has none. */
  private Expr byTime(String function, Measured measured) {
    return new Expr.Call(function, List.of(value(measured), counted(measured, Expr.column(ORDER))));
  }

  private Expr counted(Measured measured) {
    return counted(measured, value(measured));
  }

  /** NULL for an event that does not match, or lies before the window. */
  private Expr counted(Measured measured, Expr value) {
    EventMatch match = measured.match();
    List<Expr> all = new ArrayList<>();
    all.add(Expr.column("__match_" + (matches.indexOf(match.ever()) + 1)));
    match.since(Expr.column(OCCURRED_AT), asOf).ifPresent(all::add);
    return new Expr.Case(List.of(Expr.and(all), value));
  }

  private Expr value(Measured measured) {
    return Expr.column("__value_" + (paths.indexOf(measured.measure().column()) + 1));
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
