package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.sql.Direction;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Frame;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Operator;
import io.truecount.metric.sql.Over;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans conversions: each conversion event belongs to the latest base event of its entity before
 * it, within the window and with equal constant properties. It counts at the time and dimensions of
 * that base event.
 *
 * <pre>
 *   visits (base)                orders (conversion)      orders within 7 days, by day
 *   customer | at                customer | at            day   | orders
 *   c1       | 1 May 09:00       c1       | 3 May 10:00   2 May | 1
 *   c1       | 2 May 09:00       c2       | 20 May 10:00
 *   c2       | 2 May 09:00
 * </pre>
 *
 * The order of c1 belongs to the visit of 2 May, the latest before it. The order of c2 comes after
 * the window and is not counted.
 */
final class ConversionPlanner {
  private static final String ENTITY = "__entity";
  private static final String NUMBER = "__conversion";
  private static final String RANK = "__rank";
  private static final String CONVERTED = "__converted_at";
  private static final String EVENT = "__event";

  private final PlanningContext context;
  private final MetricValues metricValues;
  private final Scope scope;

  /**
   * @param metricValues plans the metrics that filters name
   */
  ConversionPlanner(PlanningContext context, MetricValues metricValues, Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.scope = scope;
  }

  PlanNode plan(String column, AggregatedInput.Converted converted) {
    Metric.Conversion metric = converted.metric();
    PlanNode base = base(converted);
    PlanNode conversions = conversions(column, converted);
    PlanNode matched = latest(matched(column, converted, base, conversions), base);
    return new Aggregate(
        "aggregate " + column,
        matched,
        scope.columns(),
        List.of(
            new Named(column, MeasurePlanner.aggregate(metric.conversion().measure(), column))));
  }

  private PlanNode base(AggregatedInput.Converted converted) {
    RowPlanner rows = new RowPlanner(context, metricValues, converted.base(), scope);
    rows.needTimestamp();
    entity(rows, converted.base().model(), converted.metric());
    int number = 0;
    for (Metric.ConstantProperty property : converted.metric().constantProperties()) {
      property(rows, converted.base().model(), property.base(), number++, converted.metric());
    }
    converted
        .base()
        .model()
        .entities()
        .forEach(e -> rows.need(EVENT + "_" + e.name(), e.sql(), e.where()));
    return rows.plan();
  }

  private PlanNode conversions(String column, AggregatedInput.Converted converted) {
    RowPlanner rows =
        new RowPlanner(
            context, metricValues, converted.conversion(), new Scope(Map.of(), Optional.empty()));
    rows.needTimestamp();
    SemanticModel model = converted.conversion().model();
    entity(rows, model, converted.metric());
    int number = 0;
    for (Metric.ConstantProperty property : converted.metric().constantProperties()) {
      property(rows, model, property.conversion(), number++, converted.metric());
    }
    var measure = converted.metric().conversion().measure();
    rows.need(MeasurePlanner.value(column), measure.sql(), measure.where());
    PlanNode input = rows.plan();
    List<Named> values = new ArrayList<>(Named.same(input.columns()));
    List<Expr> order =
        input.columns().stream()
            .filter(c -> !c.equals(ENTITY))
            .map(c -> (Expr) Expr.column(c))
            .toList();
    values.add(
        new Named(
            NUMBER,
            Over.ordered(
                new Expr.Call("row_number", List.of()), List.of(Expr.column(ENTITY)), order)));
    return Transform.of(
        "number the conversions of each " + converted.metric().entity(), input, values);
  }

  private static void entity(RowPlanner rows, SemanticModel model, Metric.Conversion metric) {
    model
        .entity(metric.entity())
        .ifPresentOrElse(
            e -> rows.need(ENTITY, e.sql(), e.where()),
            () -> {
              throw missing(metric.entity(), "entity", model, metric);
            });
  }

  private static void property(
      RowPlanner rows, SemanticModel model, String name, int number, Metric.Conversion metric) {
    String column = "__constant_%d".formatted(number);
    if (model.entity(name).isPresent()) {
      model.entity(name).ifPresent(e -> rows.need(column, e.sql(), e.where()));
    } else if (model.dimension(name).isPresent()) {
      model.dimension(name).ifPresent(d -> rows.need(column, d.sql(), d.where()));
    } else {
      throw missing(name, "constant property", model, metric);
    }
  }

  private static TruecountException missing(
      String name, String what, SemanticModel model, Metric.Conversion metric) {
    return TruecountException.invalid(
        Problem.of(
            "model \"%s\" has no %s \"%s\"".formatted(model.name(), what, name),
            metric.header().where(),
            "name one of the model's entities or dimensions"));
  }

  private Join matched(
      String column, AggregatedInput.Converted converted, PlanNode base, PlanNode conversions) {
    Expr from = compared(Join.LEFT, converted);
    Expr to = compared(Join.RIGHT, converted);
    List<Expr> on = new ArrayList<>();
    on.add(Join.equal(ENTITY, ENTITY));
    on.add(Expr.infix(from, Operator.LESS_OR_EQUAL, to));
    converted.metric().window().ifPresent(w -> on.add(within(from, to, w)));
    for (int i = 0; i < converted.metric().constantProperties().size(); i++) {
      String name = "__constant_%d".formatted(i);
      on.add(Join.equal(name, name));
    }
    List<Named> values = new ArrayList<>(Named.of(Join.LEFT, base.columns()));
    values.add(Named.of(Join.RIGHT, NUMBER));
    values.add(new Named(CONVERTED, to));
    values.add(Named.of(Join.RIGHT, MeasurePlanner.value(column)));
    return Join.on(
        "base events before each conversion",
        JoinKind.INNER,
        base,
        conversions,
        Expr.and(on),
        values);
  }

  private static Expr within(Expr from, Expr to, Window window) {
    Grain grain = Grain.named(window.grain()).orElse(Grain.DAY);
    return Expr.infix(from, Operator.GREATER, new TimeExpr.Shift(to, -window.count(), grain));
  }

  /** The time to compare: times of different grains are both cut to the coarser one. */
  private Expr compared(String relation, AggregatedInput.Converted converted) {
    Grain base = converted.base().time().grain().orElse(Grain.DAY);
    Grain conversion = converted.conversion().time().grain().orElse(Grain.DAY);
    if (base == conversion) {
      return Expr.column(
          relation, context.semantics().hasExactTimestamps() ? Rows.TIMESTAMP : Rows.TIME);
    }
    Grain coarser = base.finerThan(conversion) ? conversion : base;
    return new TimeExpr.Trunc(coarser, Expr.column(relation, Rows.TIMESTAMP));
  }

  /**
   * Keeps the latest base event of each conversion. Among equal times the keys and then the queried
   * columns of the base event decide, so that the result does not depend on the order of the rows.
   */
  private static PlanNode latest(Join matched, PlanNode base) {
    List<Expr> order = new ArrayList<>();
    order.add(Expr.column(Rows.TIMESTAMP));
    base.columns().stream()
        .filter(c -> c.startsWith(EVENT) || !c.startsWith("__"))
        .forEach(c -> order.add(Expr.column(c)));
    List<Named> values = new ArrayList<>(Named.same(matched.columns()));
    values.add(
        new Named(
            RANK,
            new Over(
                new Expr.Call("row_number", List.of()),
                List.of(Expr.column(ENTITY), Expr.column(NUMBER)),
                order,
                Direction.DESCENDING,
                Frame.DEFAULT)));
    PlanNode ranked = Transform.of("latest base event first", matched, values);
    return Transform.filter(
        "latest base event of each conversion",
        ranked,
        Optional.of(Expr.equal(Expr.column(RANK), new Expr.Word("1"))));
  }
}
