package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.plan.PlanNode.Join;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts conversions: each conversion event belongs to the latest base event of its entity before
 * it, within the window and with equal constant properties, and counts at the base event's time and
 * dimensions.
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
   * @param metricValues of the metrics that filters name
   */
  ConversionPlanner(PlanningContext context, MetricValues metricValues, Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.scope = scope;
  }

  PlanNode plan(String column, AggregatedInput.Converted leaf) {
    Metric.Conversion metric = leaf.metric();
    PlanNode base = base(leaf);
    PlanNode conversions = conversions(column, leaf);
    PlanNode matched = latest(matched(column, leaf, base, conversions), base);
    return new PlanNode.Aggregate(
        "aggregate " + column,
        matched,
        scope.columns(),
        List.of(
            new Named(column, MeasurePlanner.aggregate(metric.conversion().measure(), column))));
  }

  private PlanNode base(AggregatedInput.Converted leaf) {
    RowPlanner rows = new RowPlanner(context, metricValues, leaf.base(), scope);
    rows.needMoment();
    entity(rows, leaf.base().model(), leaf.metric());
    int number = 0;
    for (Metric.ConstantProperty property : leaf.metric().constantProperties()) {
      property(rows, leaf.base().model(), property.base(), number++, leaf.metric());
    }
    leaf.base()
        .model()
        .entities()
        .forEach(e -> rows.need(EVENT + "_" + e.name(), e.sql(), e.where()));
    return rows.plan();
  }

  private PlanNode conversions(String column, AggregatedInput.Converted leaf) {
    RowPlanner rows =
        new RowPlanner(
            context, metricValues, leaf.conversion(), new Scope(Map.of(), Optional.empty()));
    rows.needMoment();
    SemanticModel model = leaf.conversion().model();
    entity(rows, model, leaf.metric());
    int number = 0;
    for (Metric.ConstantProperty property : leaf.metric().constantProperties()) {
      property(rows, model, property.conversion(), number++, leaf.metric());
    }
    var measure = leaf.metric().conversion().measure();
    rows.need(MeasurePlanner.value(column), measure.sql(), measure.where());
    PlanNode input = rows.plan();
    List<Named> values = new ArrayList<>(input.columns().stream().map(Named::same).toList());
    List<Expr> order =
        input.columns().stream()
            .filter(c -> !c.equals(ENTITY))
            .map(c -> (Expr) Expr.column(c))
            .toList();
    values.add(
        new Named(
            NUMBER,
            new Expr.Over(
                new Expr.Call("row_number", List.of()),
                List.of(Expr.column(ENTITY)),
                order,
                false,
                false)));
    return new PlanNode.Transform(
        "number the conversions of each " + leaf.metric().entity(),
        input,
        values,
        Optional.empty(),
        false);
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
      String column, AggregatedInput.Converted leaf, PlanNode base, PlanNode conversions) {
    Expr from = compared(Join.LEFT, leaf);
    Expr to = compared(Join.RIGHT, leaf);
    List<Expr> on = new ArrayList<>();
    on.add(Expr.equal(Expr.column(Join.LEFT, ENTITY), Expr.column(Join.RIGHT, ENTITY)));
    on.add(new Expr.Infix("<=", List.of(from, to)));
    leaf.metric().window().ifPresent(w -> on.add(within(from, to, w)));
    for (int i = 0; i < leaf.metric().constantProperties().size(); i++) {
      String name = "__constant_%d".formatted(i);
      on.add(Expr.equal(Expr.column(Join.LEFT, name), Expr.column(Join.RIGHT, name)));
    }
    List<Named> values =
        new ArrayList<>(base.columns().stream().map(c -> Named.of(Join.LEFT, c)).toList());
    values.add(Named.of(Join.RIGHT, NUMBER));
    values.add(new Named(CONVERTED, to));
    values.add(Named.of(Join.RIGHT, MeasurePlanner.value(column)));
    return new Join(
        "base events before each conversion",
        "JOIN",
        base,
        conversions,
        Optional.of(Expr.and(on)),
        values,
        Optional.empty());
  }

  private static Expr within(Expr from, Expr to, Window window) {
    Grain grain = Grain.named(window.grain()).orElse(Grain.DAY);
    return new Expr.Infix(">", List.of(from, new Expr.Shift(to, -window.count(), grain)));
  }

  /** Times of different grains can only be compared at the coarser one. */
  private Expr compared(String relation, AggregatedInput.Converted leaf) {
    Grain base = leaf.base().time().grain().orElse(Grain.DAY);
    Grain conversion = leaf.conversion().time().grain().orElse(Grain.DAY);
    if (base == conversion) {
      return Expr.column(relation, context.semantics().rawTimes() ? Rows.MOMENT : Rows.TIME);
    }
    Grain coarser = base.finerThan(conversion) ? conversion : base;
    return new Expr.Trunc(coarser, Expr.column(relation, Rows.MOMENT));
  }

  /** The latest base event; among equal times the keys of the event decide. */
  private static PlanNode latest(Join matched, PlanNode base) {
    List<Expr> order = new ArrayList<>();
    order.add(Expr.column(Rows.MOMENT));
    base.columns().stream()
        .filter(c -> c.startsWith(EVENT) || !c.startsWith("__"))
        .forEach(c -> order.add(Expr.column(c)));
    List<Named> values = new ArrayList<>(matched.columns().stream().map(Named::same).toList());
    values.add(
        new Named(
            RANK,
            new Expr.Over(
                new Expr.Call("row_number", List.of()),
                List.of(Expr.column(ENTITY), Expr.column(NUMBER)),
                order,
                true,
                false)));
    PlanNode ranked =
        new PlanNode.Transform("latest base event first", matched, values, Optional.empty(), false);
    return PlanNode.Transform.filter(
        "latest base event of each conversion",
        ranked,
        Optional.of(Expr.equal(Expr.column(RANK), new Expr.Word("1"))));
  }
}
