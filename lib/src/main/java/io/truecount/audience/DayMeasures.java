package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;
import static java.time.temporal.ChronoUnit.DAYS;

import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.plan.Aggregate;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.PlanNode;
import io.truecount.metric.plan.Read;
import io.truecount.metric.plan.Stack;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import io.truecount.metric.sql.Unary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The measures of event conditions from partial aggregates by customer and UTC day, which a run
 * keeps: windows of whole days read no event. A day that a window or as_of cuts is aggregated from
 * its events, each stretch between two cuts by itself.
 *
 * <pre>
 *   customer_measures                      as of 3 March 12:00, within 2 days: 1 March 12:00 cuts a day
 *   customer_id | day     | m_1 (orders)   customer_id | slot          | m_1
 *   c1          | 1 March | 3              c1          | 1 March 00:00 | 1    of events
 *   c1          | 2 March | 1              c1          | 1 March 12:00 | 2    of events
 *                                          c1          | 2 March 00:00 | 1    kept
 *                                                                             within 2 days: 3
 * </pre>
 *
 * Cost: one pass over the kept days, and over the events of at most one day for each window and one
 * for as_of; none of them when as_of is a midnight and all windows are whole UTC days.
 */
final class DayMeasures {
  static final String DAY = "day";
  private static final String SLOT = "__slot";
  private static final Comparator<DayPart> BY_NAME = Comparator.comparing(DayPart::name);
  private static final TableName TABLE = new TableName("", AudienceTables.MEASURES);

  private final List<Measured> measures;
  private final List<DayPart> parts;
  private final List<EventMatch> matches;
  private final List<String> paths;

  private DayMeasures(Collection<Measured> measures) {
    this.measures = List.copyOf(measures);
    this.parts =
        measures.stream().flatMap(m -> DayPart.of(m).stream()).distinct().sorted(BY_NAME).toList();
    this.matches = parts.stream().map(DayPart::match).distinct().toList();
    this.paths = parts.stream().map(DayPart::column).filter(c -> !c.isEmpty()).distinct().toList();
  }

  static DayMeasures of(Collection<Measured> measures) {
    return new DayMeasures(measures);
  }

  /**
   * What is kept: one row for each customer and UTC day with an event that some condition matches.
   *
   * @return empty when nothing is measured
   */
  Optional<Plan> kept() {
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Plan(aggregated(DAY, new TimeExpr.Trunc(Grain.DAY, time()), Optional.empty())));
  }

  /**
   * One row for each customer, with a column for each measure.
   *
   * @param column the name of the column of a measure
   */
  PlanNode plan(Instant asOf, Function<Measured, String> column) {
    SortedSet<Instant> cuts = cuts(asOf);
    SortedSet<Instant> cutDays = new TreeSet<>();
    cuts.forEach(cut -> cutDays.add(cut.truncatedTo(DAYS)));
    List<PlanNode> inputs = new ArrayList<>(List.of(whole(asOf, cutDays)));
    if (!cuts.isEmpty()) {
      inputs.add(
          aggregated(SLOT, slot(cuts), Optional.of(Expr.and(List.of(before(asOf), on(cutDays))))));
    }
    List<String> columns = new ArrayList<>(List.of(CUSTOMER_ID, SLOT));
    parts.forEach(part -> columns.add(part.name()));
    PlanNode slots =
        inputs.size() == 1
            ? inputs.get(0)
            : new Stack("kept days and days that are cut", inputs, columns);
    Set<Named> values = new LinkedHashSet<>();
    for (Measured measured : measures) {
      DayMerge.of(measured, column.apply(measured), asOf)
          .forEach(merge -> values.addAll(merge.columns(Expr.column(SLOT))));
    }
    return new Aggregate(
        "what each customer did", slots, List.of(CUSTOMER_ID), List.copyOf(values));
  }

  /** The value of a measure over the columns of {@link #plan}. */
  static Expr value(Measured measured, String column, Instant asOf) {
    List<Expr> parts = DayMerge.of(measured, column, asOf).stream().map(DayMerge::value).toList();
    return parts.size() == 1 ? parts.get(0) : new Expr.Divide(parts.get(0), parts.get(1));
  }

  /** The instants within a UTC day at which a window begins, or as_of ends all of them. */
  private SortedSet<Instant> cuts(Instant asOf) {
    TreeSet<Instant> cuts = new TreeSet<>();
    measures.forEach(m -> m.match().within().ifPresent(window -> cuts.add(window.start(asOf))));
    cuts.add(asOf);
    cuts.removeIf(cut -> cut.equals(cut.truncatedTo(DAYS)));
    return cuts;
  }

  private PlanNode whole(Instant asOf, SortedSet<Instant> cutDays) {
    Expr day = Expr.column("src", DAY);
    List<Expr> counted =
        new ArrayList<>(List.of(Expr.infix(day, Operator.LESS, Literals.of(asOf))));
    if (!cutDays.isEmpty()) {
      List<Expr> in = new ArrayList<>(List.of(day));
      cutDays.forEach(cut -> in.add(Literals.of(cut)));
      counted.add(new Unary(Unary.Operator.NOT, new Expr.In(in)));
    }
    List<Named> columns =
        new ArrayList<>(List.of(Named.of("src", CUSTOMER_ID), new Named(SLOT, day)));
    parts.forEach(part -> columns.add(Named.of("src", part.name())));
    return Read.filtered("whole days", TABLE, columns, Optional.of(Expr.and(counted)));
  }

  /** The start of the stretch that an event lies in. */
  private static Expr slot(SortedSet<Instant> cuts) {
    List<Expr> parts = new ArrayList<>();
    for (Instant cut : new TreeSet<>(cuts).descendingSet()) {
      Expr sameDay =
          Expr.infix(time(), Operator.LESS, Literals.of(cut.truncatedTo(DAYS).plus(1, DAYS)));
      Expr since = Expr.infix(time(), Operator.GREATER_OR_EQUAL, Literals.of(cut));
      parts.add(Expr.and(List.of(since, sameDay)));
      parts.add(Literals.of(cut));
    }
    Expr day = new TimeExpr.Trunc(Grain.DAY, time());
    return new Expr.Call("coalesce", List.of(new Expr.Case(parts), day));
  }

  private static Expr on(SortedSet<Instant> days) {
    List<Expr> each = new ArrayList<>();
    for (Instant day : days) {
      each.add(
          Expr.and(
              List.of(
                  Expr.infix(time(), Operator.GREATER_OR_EQUAL, Literals.of(day)),
                  Expr.infix(time(), Operator.LESS, Literals.of(day.plus(1, DAYS))))));
    }
    return Expr.anyOf(each).orElseThrow();
  }

  private static Expr before(Instant asOf) {
    return Expr.infix(time(), Operator.LESS, Literals.of(asOf));
  }

  private static Expr time() {
    return Expr.column("src", OCCURRED_AT);
  }

  /** Events aggregated by customer and stretch of time. */
  private PlanNode aggregated(String slot, Expr start, Optional<Expr> when) {
    List<Named> columns =
        new ArrayList<>(Named.of("src", List.of(CUSTOMER_ID, OCCURRED_AT, SOURCE, EVENT_ID)));
    columns.add(new Named(slot, start));
    for (int i = 0; i < matches.size(); i++) {
      columns.add(new Named("__match_" + (i + 1), matches.get(i).event()));
    }
    for (int i = 0; i < paths.size(); i++) {
      columns.add(new Named("__value_" + (i + 1), EventMeasures.path(paths.get(i))));
    }
    PlanNode read =
        EventMatch.read(
            "events that conditions measure",
            columns,
            matches.stream()
                .map(
                    match ->
                        when.map(w -> Expr.and(List.of(w, match.event()))).orElse(match.event()))
                .toList());
    List<Named> values =
        parts.stream().map(part -> new Named(part.name(), aggregated(part))).toList();
    return new Aggregate("events by customer and day", read, List.of(CUSTOMER_ID, slot), values);
  }

  private Expr aggregated(DayPart part) {
    Expr matches = Expr.column("__match_" + (this.matches.indexOf(part.match()) + 1));
    return part.ofEvents(matches, Expr.column("__value_" + (paths.indexOf(part.column()) + 1)));
  }
}
