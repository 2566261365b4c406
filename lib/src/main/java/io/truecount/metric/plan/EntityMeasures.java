package io.truecount.metric.plan;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Aggregates measures of one model, each over its own period and filters, in one pass over the
 * model's rows. A measure that no row of a group counts for is NULL, as if it were aggregated
 * alone.
 *
 * <pre>
 *   orders                          orders before 9 May, orders from 5 May on
 *   customer | at    | amount       customer | orders | orders_2
 *   c1       | 1 May | 10           c1       | 1      | NULL
 *   c2       | 6 May | 20           c2       | 1      | 1
 * </pre>
 *
 * Cost: one scan of the table, one join for each model that a filter names, one aggregation; two
 * aggregations for measures that are all distinct counts of one expression.
 */
final class EntityMeasures {
  private static final Expr ONE = new Expr.Word("1");
  private static final String PRESENT = "__present_of_";

  private final PlanningContext context;
  private final MetricValues metricValues;
  private final Scope scope;

  EntityMeasures(PlanningContext context, MetricValues metricValues, Scope scope) {
    this.context = context;
    this.metricValues = metricValues;
    this.scope = scope;
  }

  /**
   * Aggregates measures.
   *
   * @param measures by the names of their columns: all of one model and time, with a period each
   * @return the columns of the scope, then those of the measures
   */
  PlanNode plan(Map<String, AggregatedInput.Measured> measures) {
    RowSpec first = measures.values().iterator().next().rows();
    ExactPeriod read =
        measures.values().stream()
            .map(EntityMeasures::period)
            .reduce(ExactPeriod::union)
            .orElseThrow();
    RowPlanner rows =
        new RowPlanner(
            context,
            metricValues,
            new RowSpec(
                first.model(),
                first.time(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(read)),
            scope);
    rows.needTimestamp();
    Map<String, Optional<Expr>> counts = new LinkedHashMap<>();
    measures.forEach(
        (column, measured) -> {
          Measure measure = measured.measure();
          rows.need(MeasurePlanner.value(column), measure.sql(), measure.where());
          counts.put(column, counts(rows, measured.rows(), read));
        });
    if (isDistincts(measures)) {
      String value = MeasurePlanner.value(measures.keySet().iterator().next());
      PlanNode any =
          Transform.filter("rows that any counts", rows.unfiltered(), any(counts.values()));
      return new DistinctCounts(scope.columns(), value).plan(any, counts);
    }
    PlanNode counted = counted(rows.unfiltered(), counts, measures);
    return aggregated(first.model().name(), counted, measures);
  }

  /** Whether the measures are distinct counts of one expression. */
  static boolean isDistincts(Map<String, AggregatedInput.Measured> measures) {
    return measures.values().stream()
            .allMatch(m -> m.measure().aggregation() == Aggregation.COUNT_DISTINCT)
        && measures.values().stream().map(m -> m.measure().sql()).distinct().count() == 1;
  }

  private static ExactPeriod period(AggregatedInput.Measured measured) {
    return measured.rows().period().orElseThrow();
  }

  /** Whether a row of the pass is one of a measure's; empty when all are. */
  private static Optional<Expr> counts(RowPlanner rows, RowSpec spec, ExactPeriod read) {
    List<Expr> all = new ArrayList<>();
    spec.period()
        .flatMap(period -> period.within(read, Expr.column(Rows.TIMESTAMP)))
        .ifPresent(all::add);
    spec.filters().forEach(filter -> all.add(rows.condition(filter)));
    return Expr.allOf(all);
  }

  private PlanNode counted(
      PlanNode rows,
      Map<String, Optional<Expr>> counts,
      Map<String, AggregatedInput.Measured> measures) {
    List<Named> columns = new ArrayList<>(Named.same(scope.columns()));
    measures.forEach(
        (column, measured) -> {
          Optional<Expr> count = counts.getOrDefault(column, Optional.empty());
          Expr value = Expr.column(MeasurePlanner.value(column));
          Expr kept =
              measured.measure().aggregation() == Aggregation.COUNT ? isThere(value) : value;
          columns.add(new Named(MeasurePlanner.value(column), when(count, kept)));
          if (isDistinct(measured.measure())) {
            columns.add(new Named(PRESENT + column, when(count, ONE)));
          }
        });
    return Transform.filtered("rows that measures count", rows, columns, any(counts.values()));
  }

  /** Whether a row is one of any measure's; empty when all are. */
  private static Optional<Expr> any(Collection<Optional<Expr>> counts) {
    return counts.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : Expr.anyOf(counts.stream().flatMap(Optional::stream).distinct().toList());
  }

  private PlanNode aggregated(
      String model, PlanNode rows, Map<String, AggregatedInput.Measured> measures) {
    List<Named> values = new ArrayList<>();
    measures.forEach(
        (column, measured) -> values.add(new Named(column, value(measured.measure(), column))));
    return new Aggregate("aggregate measures of " + model, rows, scope.columns(), values);
  }

  private static Expr value(Measure measure, String column) {
    if (measure.aggregation() == Aggregation.COUNT) {
      return aggregate(Aggregation.SUM, MeasurePlanner.value(column));
    }
    Expr value = MeasurePlanner.aggregate(measure, column);
    return isDistinct(measure)
        ? when(Optional.of(Expr.isNotNull(aggregate(Aggregation.MAX, PRESENT + column))), value)
        : value;
  }

  /** A count of no rows would be 0, and not NULL. */
  private static boolean isDistinct(Measure measure) {
    return measure.aggregation() == Aggregation.COUNT_DISTINCT
        || measure.aggregation() == Aggregation.APPROXIMATE_COUNT_DISTINCT;
  }

  private static Expr isThere(Expr value) {
    return new Expr.Case(List.of(Expr.isNotNull(value), ONE, new Expr.Word("0")));
  }

  private static Expr when(Optional<Expr> condition, Expr value) {
    return condition.<Expr>map(c -> new Expr.Case(List.of(c, value))).orElse(value);
  }

  private static Expr aggregate(Aggregation aggregation, String column) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(column), Optional.empty());
  }
}
