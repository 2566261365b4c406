package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/** Metrics of each entity at an instant. */
public final class EntityMetrics {
  private final PlanningContext context;
  private final ItemName entity;

  /**
   * A metric that is requested.
   *
   * @param from only rows from this time on count; empty for all before the instant, or for the
   *     window that the metric has itself
   */
  public record Requested(String metric, List<Filter> filters, Optional<LocalDateTime> from) {
    public Requested {
      filters = List.copyOf(filters);
    }
  }

  /**
   * @param entity that values are grouped by
   * @param asOf rows at it or later never count
   */
  public EntityMetrics(PlanningContext context, String entity, LocalDateTime asOf) {
    this.context = context;
    this.entity = ItemName.parse(entity, context.manifest());
  }

  /** Why a metric that is defined has no value for each entity; empty when it has. */
  public Optional<Problem> problem(Requested requested) {
    Metric metric = context.metric(requested.metric());
    return context.inputs(metric).stream().allMatch(this::reaches)
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                "metric \"%s\" has no value per %s".formatted(metric.name(), entity),
                metric.header().where(),
                "name a metric whose model has the entity %s, or reaches it by a key"
                    .formatted(entity)));
  }

  private boolean reaches(MeasureInput input) {
    try {
      return context
          .resolver()
          .find(
              context.model(input),
              Optional.of(context.time(input)),
              entity,
              input.measure().where())
          .isPresent();
    } catch (TruecountException ambiguous) {
      return false;
    }
  }

  /** Why a metric cannot be restricted to a window; empty when it can. */
  public Optional<Problem> windowProblem(String name) {
    Metric metric = context.metric(name);
    return metric.match(new OwnWindow(context))
        ? Optional.of(
            Problem.of(
                "metric \"%s\" is cumulative: it says itself which rows count up to as_of"
                    .formatted(name),
                metric.header().where(),
                "leave within out, or name a metric that is not cumulative"))
        : Optional.empty();
  }
}
