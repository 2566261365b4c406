package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TimeSpine;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Time spines as rows of a plan: the declared ones, and where none has the days, weeks or longer
 * periods that are needed, a built-in one from the first to the last time in the data.
 */
final class Spines {
  private static final String TIME = "__time";
  private static final String FIRST = "__first";
  private static final String LAST = "__last";

  private final Manifest manifest;
  private final List<TimeColumn> data;

  /** A time of a model; its values bound the built-in spine. */
  record TimeColumn(SemanticModel model, Dimension time) {}

  Spines(Manifest manifest) {
    this(manifest, List.of());
  }

  private Spines(Manifest manifest, List<TimeColumn> data) {
    this.manifest = manifest;
    this.data = List.copyOf(data);
  }

  /** The same, of which the built-in one covers these times. */
  Spines covering(Collection<TimeColumn> times) {
    return new Spines(manifest, times.stream().distinct().toList());
  }

  /** Whether a declared spine has every moment of a grain. */
  boolean has(Grain grain) {
    return declared(grain).isPresent();
  }

  /** The coarsest declared spine that has every moment of a grain. */
  private Optional<TimeSpine> declared(Grain grain) {
    return manifest.spines().stream()
        .filter(s -> !grain.finerThan(s.grain()))
        .max(Comparator.comparing(TimeSpine::grain));
  }

  TimeSpine ofCustom(String grain) {
    return manifest
        .spineOf(grain)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "unknown grain \"%s\"".formatted(grain),
                        "project_configuration.time_spines",
                        "use a standard grain, or add it to a time spine's custom_granularities")));
  }

  /** The moments of a spine. */
  static Expr moment(TimeSpine spine) {
    return new Expr.Cast(Expr.column("src", spine.column()), "TIMESTAMP");
  }

  /**
   * Every moment of a grain once, in one column.
   *
   * @throws TruecountException for a grain finer than a day that no declared spine has
   */
  PlanNode moments(Grain grain, String column) {
    Optional<TimeSpine> spine = declared(grain);
    if (spine.isPresent()) {
      return moments(spine.get(), grain, column);
    }
    if (grain.finerThan(Grain.DAY) || data.isEmpty()) {
      throw TruecountException.invalid(
          Problem.of(
              "there is no time spine of grain %s or finer".formatted(grain.label()),
              "project_configuration.time_spines",
              "ask by day or coarser, or declare a time spine with one row a %s"
                  .formatted(grain.label())));
    }
    return builtIn(grain, column);
  }

  private static PlanNode moments(TimeSpine spine, Grain grain, String column) {
    boolean same = spine.grain() == grain;
    Expr value = same ? moment(spine) : new Expr.Trunc(grain, moment(spine));
    return new PlanNode.Read(
        "every %s of the time spine".formatted(grain.label()),
        spine.table(),
        List.of(new Named(column, value)),
        Optional.empty(),
        !same);
  }

  private PlanNode builtIn(Grain grain, String column) {
    PlanNode ends =
        new PlanNode.Aggregate(
            "first and last time",
            times(),
            List.of(),
            List.of(
                new Named(FIRST, extreme(Aggregation.MIN)),
                new Named(LAST, extreme(Aggregation.MAX))));
    Expr every =
        new Expr.Series(
            new Expr.Trunc(grain, Expr.column(FIRST)),
            new Expr.Trunc(grain, Expr.column(LAST)),
            grain);
    return new PlanNode.Transform(
        "every %s from the first to the last".formatted(grain.label()),
        ends,
        List.of(new Named(column, every)),
        Optional.empty(),
        false);
  }

  private PlanNode times() {
    List<PlanNode> each = data.stream().map(Spines::times).toList();
    return each.size() == 1 ? each.get(0) : new PlanNode.Stack("all times", each, List.of(TIME));
  }

  private static PlanNode times(TimeColumn of) {
    return new PlanNode.Read(
        "times of " + of.model().name(),
        of.model().table(),
        List.of(new Named(TIME, Rows.moment(of.time()))),
        Optional.empty(),
        false);
  }

  private static Expr extreme(Aggregation aggregation) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(TIME), Optional.empty());
  }

  /** A spine's moments with the period of one of its custom grains. */
  PlanNode periods(String custom, String moment, String period) {
    TimeSpine spine = ofCustom(custom);
    String column =
        spine.customGrains().stream()
            .filter(g -> g.name().equals(custom))
            .findFirst()
            .map(TimeSpine.CustomGrain::column)
            .orElse(custom);
    return new PlanNode.Read(
        "%s of every %s".formatted(custom, spine.grain().label()),
        spine.table(),
        List.of(new Named(moment, moment(spine)), new Named(period, Expr.column("src", column))),
        Optional.empty(),
        false);
  }
}
