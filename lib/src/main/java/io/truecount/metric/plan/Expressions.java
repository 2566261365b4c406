package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricInput;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.Template;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Writes metrics as single SQL expressions over joined models, for tools that take nothing else: an
 * aggregation, or arithmetic on aggregations. A metric that needs a time spine, an offset or
 * semi-additive rows has no such expression.
 */
public final class Expressions {
  private final Manifest manifest;
  private final PlanningContext context;
  private final BiFunction<SemanticModel, List<Hop>, String> relations;

  /**
   * @param relations what the model at the end of a joinPath is called, by the model the joinPath
   *     starts from
   */
  public Expressions(Manifest manifest, BiFunction<SemanticModel, List<Hop>, String> relations) {
    this.manifest = manifest;
    this.context = PlanningContext.of(manifest, Semantics.TRUECOUNT);
    this.relations = relations;
  }

  /**
   * A metric as an expression, or the reason why it has none.
   *
   * @param models whose rows it aggregates
   * @param joinPaths the join paths to the models that it filters by
   */
  public record Expression(
      Optional<Expr> expr, Set<SemanticModel> models, Set<List<Hop>> joinPaths, String loss) {}

  public Expression of(Metric metric) {
    Set<SemanticModel> models = new LinkedHashSet<>();
    Set<List<Hop>> joinPaths = new LinkedHashSet<>();
    try {
      Expr expr = new Reading(models, joinPaths).value(metric, List.of());
      return new Expression(Optional.of(expr), models, joinPaths, "");
    } catch (NoExpression e) {
      return new Expression(Optional.empty(), models, joinPaths, e.reason);
    }
  }

  /** A dimension or key as an expression over the model at the end of a join path. */
  public Expr column(SemanticModel root, List<Hop> path, String sql, String where) {
    String relation = relations.apply(root, path);
    return Fragment.parse(sql, where).mapColumns(c -> Expr.column(relation, c.name()));
  }

  /** Every join path from a model to another, over at most {@code most} joins. */
  public List<List<Hop>> joinPaths(SemanticModel root, int most) {
    return context.resolver().reachable(root).stream()
        .map(GroupByItem::path)
        .filter(p -> !p.isEmpty() && p.size() <= most)
        .distinct()
        .toList();
  }

  private static final class NoExpression extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String reason;

    NoExpression(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }

  /** Turns one metric into an expression, down to its measures. */
  private final class Reading {
    private final Set<SemanticModel> models;
    private final Set<List<Hop>> joinPaths;

    Reading(Set<SemanticModel> models, Set<List<Hop>> joinPaths) {
      this.models = models;
      this.joinPaths = joinPaths;
    }

    Expr value(Metric metric, List<WhereFilter> outer) {
      List<WhereFilter> filters = and(outer, metric.filters());
      return metric.match(
          new Metric.Cases<>() {
            @Override
            public Expr simple(Metric.Simple simple) {
              return measured(simple.input(), filters);
            }

            @Override
            public Expr ratio(Metric.Ratio ratio) {
              return new Expr.Divide(
                  input(ratio.numerator(), filters), input(ratio.denominator(), filters));
            }

            @Override
            public Expr derived(Metric.Derived derived) {
              return Reading.this.derived(derived, filters);
            }

            @Override
            public Expr cumulative(Metric.Cumulative cumulative) {
              throw new NoExpression("it is cumulative, which needs a time spine");
            }

            @Override
            public Expr conversion(Metric.Conversion conversion) {
              throw new NoExpression("it matches conversions to earlier events");
            }
          });
    }

    private Expr derived(Metric.Derived metric, List<WhereFilter> filters) {
      Map<String, Expr> inputs = new LinkedHashMap<>();
      metric.inputs().forEach(i -> inputs.put(i.key(), input(i, filters)));
      return Fragment.parse(metric.expr(), metric.header().where())
          .mapColumnsTo(c -> inputs.getOrDefault(c.name(), c));
    }

    private Expr input(MetricInput input, List<WhereFilter> filters) {
      if (input.isOffset()) {
        throw new NoExpression("it is offset from " + input.name());
      }
      return value(context.metric(input.name()), and(filters, input.filters()));
    }

    private Expr measured(MeasureInput input, List<WhereFilter> outer) {
      if (input.measure().nonAdditive().isPresent()) {
        throw new NoExpression(
            "it is semi-additive: only the rows of the first or last date count");
      } else if (input.joinToTimeSpine()) {
        throw new NoExpression("it has a value for every period of the time spine");
      }
      SemanticModel model = context.model(input);
      models.add(model);
      Expr value = column(model, List.of(), input.measure().sql(), input.measure().where());
      List<Expr> conditions =
          and(outer, input.filters()).stream().map(f -> condition(f, model, input)).toList();
      Expr counted =
          conditions.isEmpty() ? value : new Expr.Case(List.of(Expr.and(conditions), value));
      Aggregator aggregator =
          new Aggregator(input.measure().aggregation(), input.measure().percentile());
      return PlanningContext.filled(
          new Expr.Aggregate(aggregator, counted, Optional.empty()), input.fillNullsWith());
    }

    private Expr condition(WhereFilter written, SemanticModel model, MeasureInput input) {
      Filter filter = Filter.parse(written, manifest);
      Map<String, Expr> columns = new LinkedHashMap<>();
      filter
          .templates()
          .forEach(
              (placeholder, template) -> columns.put(placeholder, item(template, model, input)));
      return filter.condition().mapColumnsTo(c -> columns.getOrDefault(c.name(), c));
    }

    private Expr item(Template template, SemanticModel model, MeasureInput input) {
      return template.match(
          new Template.Cases<>() {
            @Override
            public Expr item(Template.Item call) {
              return Reading.this.item(call, model, context.time(input));
            }

            @Override
            public Expr metric(Template.OfMetric call) {
              throw new NoExpression("it filters by another metric");
            }
          });
    }

    private Expr item(Template.Item call, SemanticModel model, Dimension time) {
      GroupByItem item =
          context.resolver().resolve(model, Optional.of(time), call.name(), model.where());
      if (!item.path().isEmpty()) {
        joinPaths.add(item.path());
      }
      return item.match(
          new GroupByItem.Cases<>() {
            @Override
            public Expr time(GroupByItem.Time time) {
              Dimension dimension = time.dimension();
              Expr value = column(model, item.path(), dimension.sql(), dimension.where());
              return time.unit()
                  .of(new Expr.Cast(value, "TIMESTAMP"))
                  .orElseThrow(() -> new NoExpression("it filters by a custom grain"));
            }

            @Override
            public Expr category(GroupByItem.Category category) {
              Dimension dimension = category.dimension();
              return column(model, item.path(), dimension.sql(), dimension.where());
            }

            @Override
            public Expr key(GroupByItem.Key key) {
              return column(model, item.path(), key.entity().sql(), key.entity().where());
            }
          });
    }
  }

  private static List<WhereFilter> and(List<WhereFilter> filters, List<WhereFilter> more) {
    List<WhereFilter> all = new ArrayList<>(filters);
    more.stream().filter(f -> !all.contains(f)).forEach(all::add);
    return all;
  }
}
