package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.TimeSpine;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time spines as rows of a plan. */
final class Spines {
  private final Manifest manifest;

  Spines(Manifest manifest) {
    this.manifest = manifest;
  }

  /** The coarsest spine that has every moment of a grain. */
  TimeSpine atLeast(Grain grain) {
    return manifest.spines().stream()
        .filter(s -> !grain.finerThan(s.grain()))
        .max(Comparator.comparing(TimeSpine::grain))
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "there is no time spine of grain %s or finer".formatted(grain.label()),
                        "project_configuration.time_spines",
                        "add a time spine table with one row a %s".formatted(grain.label()))));
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

  /** Every moment of a grain once, in one column. */
  PlanNode moments(Grain grain, String column) {
    TimeSpine spine = atLeast(grain);
    boolean same = spine.grain() == grain;
    Expr value = same ? moment(spine) : new Expr.Trunc(grain, moment(spine));
    return new PlanNode.Read(
        "every %s of the time spine".formatted(grain.label()),
        spine.table(),
        List.of(new Named(column, value)),
        Optional.empty(),
        !same);
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
