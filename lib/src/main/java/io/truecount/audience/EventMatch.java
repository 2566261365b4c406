package io.truecount.audience;

import static io.truecount.event.EventTables.NAME;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static java.util.stream.Collectors.joining;

import io.truecount.audience.Condition.Event;
import io.truecount.customer.CustomerTables;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Read;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which events count, of those before as_of.
 *
 * @param names any of them
 * @param where SQL over one event, checked; unknown is false
 * @param within empty for all time before as_of
 */
record EventMatch(List<String> names, Optional<String> where, Optional<Window> within) {
  static final TableName EVENTS = new TableName("", CustomerTables.CUSTOMER_EVENTS);

  EventMatch {
    names = List.copyOf(names);
  }

  static EventMatch of(Event event) {
    return new EventMatch(event.names(), event.where(), event.within());
  }

  /** Which events these are, the same in every version. */
  String text() {
    String all = names.stream().map(DefinitionText::quoted).collect(joining(", "));
    return "[%s] where %s".formatted(all, where.map(DefinitionText::quoted).orElse("true"));
  }

  /** The same events at any time before as_of. */
  EventMatch ever() {
    return new EventMatch(names, where, Optional.empty());
  }

  /** Whether an event is one of them; unknown is false. */
  Expr at(Instant asOf) {
    Expr time = Expr.column("src", OCCURRED_AT);
    List<Expr> all = new ArrayList<>(List.of(named()));
    all.add(Expr.infix(time, Operator.LESS, Literals.of(asOf)));
    since(time, asOf).ifPresent(all::add);
    where.ifPresent(sql -> all.add(fragment(sql)));
    return Expr.and(all);
  }

  /** Whether an event is one of them whenever it was; unknown is false. */
  Expr event() {
    List<Expr> all = new ArrayList<>(List.of(named()));
    where.ifPresent(sql -> all.add(fragment(sql)));
    return Expr.and(all);
  }

  private Expr named() {
    List<Expr> in = new ArrayList<>(List.of(Expr.column("src", NAME)));
    names.forEach(name -> in.add(new Expr.Text(name)));
    return new Expr.In(in);
  }

  /** Whether a time is not before the window; empty without a window. */
  Optional<Expr> since(Expr time, Instant asOf) {
    return within.map(
        window -> Expr.infix(time, Operator.GREATER_OR_EQUAL, Literals.of(window.start(asOf))));
  }

  /** The fragment was examined when it was read. */
  static Expr fragment(String sql) {
    return Fragment.parse(sql, "where");
  }

  /**
   * Reads the events of customers that any of some conditions hold for.
   *
   * @param columns over the relation {@code src}
   */
  static PlanNode read(String purpose, List<Named> columns, List<Expr> any) {
    Expr ofCustomer = Expr.isNotNull(Expr.column("src", CustomerTables.CUSTOMER_ID));
    return Read.filtered(
        purpose,
        EVENTS,
        columns,
        Optional.of(
            Expr.and(
                List.of(ofCustomer, Expr.anyOf(any.stream().distinct().toList()).orElseThrow()))));
  }
}
