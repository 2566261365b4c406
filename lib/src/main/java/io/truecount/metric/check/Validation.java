package io.truecount.metric.check;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension.Validity;
import io.truecount.metric.manifest.EntityType;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Measure;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TimeSpine;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.query.SavedQueries;
import io.truecount.metric.sql.Fragment;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks definitions: every SQL fragment can be read, keys and versions promise what joins need,
 * and every metric and every saved query can be planned.
 */
public final class Validation {
  private final Manifest manifest;
  private final Planner planner;
  private final Problems problems = new Problems();

  private Validation(Planner planner) {
    this.manifest = planner.manifest();
    this.planner = planner;
  }

  /** As {@link #check(Planner, Problems)}, with Truecount's own semantics. */
  public static void check(Manifest manifest, Problems into) {
    check(new Planner(manifest, Semantics.TRUECOUNT), into);
  }

  /** Reports every problem once. Names must have been checked when the manifest was read. */
  public static void check(Planner planner, Problems into) {
    Validation check = new Validation(planner);
    Manifest manifest = planner.manifest();
    manifest.models().forEach(check::model);
    manifest.spines().forEach(check::spine);
    manifest.metrics().forEach(check::metric);
    // A wrong fragment would be reported again by every metric over it.
    if (check.problems.isEmpty()) {
      manifest.metrics().forEach(check::plans);
      manifest.savedQueries().forEach(check::savedQuery);
    }
    into.addAll(List.copyOf(new LinkedHashSet<>(check.problems.list())));
  }

  private void model(SemanticModel model) {
    model.entities().forEach(e -> fragment(e.sql(), e.where()));
    model.dimensions().forEach(d -> fragment(d.sql(), d.where()));
    model.measures().forEach(this::measure);
    keys(model);
    versions(model);
    model
        .measures()
        .forEach(m -> m.nonAdditive().ifPresent(nonAdditive -> groupings(model, m, nonAdditive)));
  }

  private void keys(SemanticModel model) {
    long primaries = model.entities().stream().filter(e -> e.type() == EntityType.PRIMARY).count();
    if (primaries > 1) {
      problems.add(
          "model \"%s\" has %d primary entities".formatted(model.name(), primaries),
          model.where(),
          "keep one; make the others unique or foreign");
    }
  }

  /** A join by a natural key finds one row only when both ends of each version are known. */
  private void versions(SemanticModel model) {
    boolean natural = model.entities().stream().anyMatch(e -> e.type() == EntityType.NATURAL);
    long starts = count(model, Validity.START);
    long ends = count(model, Validity.END);
    if (starts + ends == 0 && !natural) {
      return;
    }
    if (starts != 1 || ends != 1) {
      problems.add(
          "model \"%s\" has %d starts and %d ends of validity"
              .formatted(model.name(), starts, ends),
          model.where(),
          "give one time dimension validity_params is_start and one is_end: else a join would find"
              + " several versions of a key");
    } else if (!natural) {
      problems.add(
          "model \"%s\" has versions and no natural entity".formatted(model.name()),
          model.where(),
          "make the key that has versions an entity of type natural");
    }
  }

  private static long count(SemanticModel model, Validity role) {
    return model.dimensions().stream().filter(d -> d.validity() == role).count();
  }

  private void groupings(SemanticModel model, Measure measure, Measure.NonAdditive nonAdditive) {
    for (String grouping : nonAdditive.groupings()) {
      if (model.entity(grouping).isEmpty() && model.dimension(grouping).isEmpty()) {
        problems.add(
            "\"%s\" is no entity of model \"%s\"".formatted(grouping, model.name()),
            measure.where(),
            "name entities of the model in window_groupings");
      }
    }
  }

  private void measure(Measure measure) {
    fragment(measure.sql(), measure.where());
    double fraction = measure.percentile().fraction();
    if (measure.aggregation() == Aggregation.PERCENTILE && (fraction <= 0 || fraction >= 1)) {
      problems.add(
          "invalid percentile: %s (must be between 0 and 1)".formatted(fraction),
          measure.where(),
          "write 0.9 for the 90th");
    }
  }

  private void spine(TimeSpine spine) {
    Set<String> seen = new HashSet<>();
    for (TimeSpine.CustomGrain grain : spine.customGrains()) {
      if (Grain.named(grain.name()).isPresent() || !seen.add(grain.name())) {
        problems.add(
            "custom grain \"%s\" is the name of another grain".formatted(grain.name()),
            spine.where(),
            "rename it");
      }
    }
  }

  private void metric(Metric metric) {
    metric.match(new OwnRules()).run();
  }

  /** The rules of each kind of metric that planning does not check. */
  private final class OwnRules implements Metric.Cases<Runnable> {
    @Override
    public Runnable simple(Metric.Simple metric) {
      return () -> measure(metric.input().measure());
    }

    @Override
    public Runnable ratio(Metric.Ratio metric) {
      return () -> {};
    }

    @Override
    public Runnable derived(Metric.Derived metric) {
      return () -> fragment(metric.expr(), metric.header().where());
    }

    @Override
    public Runnable cumulative(Metric.Cumulative metric) {
      return () -> additive(metric);
    }

    @Override
    public Runnable conversion(Metric.Conversion metric) {
      return () -> {};
    }
  }

  private void additive(Metric.Cumulative metric) {
    if (metric.window().isPresent() && metric.grainToDate().isPresent()) {
      problems.add(
          "metric \"%s\" has a window and a grain_to_date".formatted(metric.name()),
          metric.header().where(),
          "keep one: each row counts in one span only");
    }
    if (metric.input().measure().nonAdditive().isPresent()) {
      problems.add(
          "metric \"%s\" adds up a semi-additive measure over time".formatted(metric.name()),
          metric.header().where(),
          "query the measure itself, or remove its non_additive_dimension");
    }
  }

  private void fragment(String sql, String where) {
    collect(where, () -> Fragment.parse(sql, where));
  }

  /**
   * Plans a metric by its own time, and as a nightly does: by day and over all time, where it can
   * be.
   */
  private void plans(Metric metric) {
    plan(metric, List.of(ItemName.METRIC_TIME));
    if (planner.hasDays(metric.name())) {
      plan(metric, List.of(ItemName.METRIC_TIME + "__" + Grain.DAY.label()));
    }
    if (planner.canBeTotalled(metric.name())) {
      plan(metric, List.of());
    }
  }

  private void plan(Metric metric, List<String> groups) {
    List<ItemName> items = groups.stream().map(g -> ItemName.parse(g, manifest)).toList();
    collect(
        metric.header().where(), () -> planner.plan(MetricQuery.of(List.of(metric.name()), items)));
  }

  private void savedQuery(SavedQuery saved) {
    collect(saved.where(), () -> planner.plan(SavedQueries.query(manifest, saved)));
  }

  private void collect(String where, Runnable check) {
    try {
      check.run();
    } catch (TruecountException e) {
      e.problems().forEach(p -> problems.add(placed(p, where)));
    }
  }

  /** Reports a problem without a line at the definition that it breaks. */
  private static Problem placed(Problem problem, String where) {
    return problem.where().matches(".*:\\d+")
        ? problem
        : new Problem(problem.what(), where, problem.why(), problem.remedy());
  }
}
