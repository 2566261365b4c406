package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The definitions and the look-ups that planners share. It plans nothing itself. */
public record PlanningContext(
    Manifest manifest, Semantics semantics, Resolver resolver, Spines spines) {
  public static PlanningContext of(Manifest manifest, Semantics semantics) {
    return new PlanningContext(manifest, semantics, new Resolver(manifest), new Spines(manifest));
  }

  /**
   * A metric by its name.
   *
   * @throws TruecountException with a suggestion when none is defined
   */
  Metric metric(String name) {
    return manifest
        .metric(name)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "unknown metric \"%s\"".formatted(name),
                        "query",
                        Suggestion.remedy(name, manifest.metricNames()))));
  }

  SemanticModel model(MeasureInput input) {
    return manifest
        .model(input.model())
        .orElseThrow(
            invalid(
                "unknown semantic model \"%s\"".formatted(input.model()),
                input.measure().where(),
                "define it"));
  }

  /** The time that a measure is aggregated by. */
  Dimension time(MeasureInput input) {
    return model(input)
        .aggTimeOf(input.measure())
        .orElseThrow(
            invalid(
                "measure \"%s\" has no time dimension".formatted(input.measure().name()),
                input.measure().where(),
                "add agg_time_dimension"));
  }

  Grain grain(MeasureInput input) {
    return time(input).grain().orElse(Grain.DAY);
  }

  /** All measures of a metric: its own, and those of the metrics that it is computed from. */
  List<MeasureInput> inputs(Metric metric) {
    return Stream.concat(
            metric.measureInputs().stream(),
            metric.metricInputs().stream().flatMap(i -> inputs(metric(i.name())).stream()))
        .toList();
  }

  /** The time spines for measures; a built-in spine covers the times of their rows. */
  Spines spines(Collection<MeasureInput> inputs) {
    return spines.covering(
        inputs.stream().map(i -> new Spines.TimeColumn(model(i), time(i))).toList());
  }

  /** The time spines for rows; a built-in spine covers their times. */
  Spines spines(RowSpec rows) {
    return spines.covering(List.of(new Spines.TimeColumn(rows.model(), rows.time())));
  }

  /** The value, with NULL replaced by the filler if there is one. */
  static Expr filled(Expr value, Optional<String> filler) {
    return filler
        .<Expr>map(
            f -> new Expr.Call("COALESCE", List.of(value, Fragment.parse(f, "fill_nulls_with"))))
        .orElse(value);
  }

  private static Supplier<TruecountException> invalid(String what, String where, String remedy) {
    return () -> TruecountException.invalid(Problem.of(what, where, remedy));
  }
}
