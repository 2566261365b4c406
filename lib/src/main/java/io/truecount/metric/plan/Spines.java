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
import io.truecount.metric.sql.TimeExpr;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Plans time spines: one row for each value of a grain. A declared spine is read if it is fine
 * enough; otherwise a built-in one is generated from the first to the last time in the data.
 *
 * <pre>
 *   times in the data: 1 May 09:00, 3 May 10:00     days of the built-in spine: 1 May, 2 May, 3 May
 * </pre>
 */
final class Spines {
  private static final String TIME = "__time";
  private static final String FIRST = "__first";
  private static final String LAST = "__last";

  private final Manifest manifest;
  private final List<TimeColumn> data;

  /** A time of a model, whose first and last value bound the built-in spine. */
  record TimeColumn(SemanticModel model, Dimension time) {}

  Spines(Manifest manifest) {
    this(manifest, List.of());
  }

  private Spines(Manifest manifest, List<TimeColumn> data) {
    this.manifest = manifest;
    this.data = List.copyOf(data);
  }

  /** The same spines, with a built-in one that covers these times. */
  Spines covering(Collection<TimeColumn> times) {
    return new Spines(manifest, times.stream().distinct().toList());
  }

  /** Whether a declared spine has every value of a grain. */
  boolean has(Grain grain) {
    return declared(grain).isPresent();
  }

  /** The coarsest declared spine that has every value of a grain. */
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

  /** The values of a spine. */
  static Expr timestamp(TimeSpine spine) {
    return new Expr.Cast(Expr.column("src", spine.column()), "TIMESTAMP");
  }

  /**
   * The values of a grain, each once, in one column.
   *
   * @throws TruecountException for a grain finer than a day that no declared spine has
   */
  PlanNode values(Grain grain, String column) {
    Optional<TimeSpine> spine = declared(grain);
    if (spine.isPresent()) {
      return values(spine.get(), grain, column);
    }
    if (grain.finerThan(Grain.DAY) || data.isEmpty()) {
      throw TruecountException.invalid(
          Problem.of(
              "there is no time spine of grain %s or finer".formatted(grain.label()),
              "project_configuration.time_spines",
              "query it by day or coarser, or declare a time spine with one row a %s"
                  .formatted(grain.label())));
    }
    return builtIn(grain, column);
  }

  private static PlanNode values(TimeSpine spine, Grain grain, String column) {
    boolean same = spine.grain() == grain;
    Expr value = same ? timestamp(spine) : new TimeExpr.Trunc(grain, timestamp(spine));
    String purpose = "every %s of the time spine".formatted(grain.label());
    List<Named> values = List.of(new Named(column, value));
    return same
        ? Read.of(purpose, spine.table(), values)
        : Read.distinct(purpose, spine.table(), values);
  }

  private PlanNode builtIn(Grain grain, String column) {
    PlanNode ends =
        new Aggregate(
            "first and last time",
            times(),
            List.of(),
            List.of(
                new Named(FIRST, extreme(Aggregation.MIN)),
                new Named(LAST, extreme(Aggregation.MAX))));
    Expr every =
        new TimeExpr.Series(
            new TimeExpr.Trunc(grain, Expr.column(FIRST)),
            new TimeExpr.Trunc(grain, Expr.column(LAST)),
            grain);
    return Transform.of(
        "every %s from the first to the last".formatted(grain.label()),
        ends,
        List.of(new Named(column, every)));
  }

  private PlanNode times() {
    List<PlanNode> each = data.stream().map(Spines::times).toList();
    return each.size() == 1 ? each.get(0) : new Stack("all times", each, List.of(TIME));
  }

  private static PlanNode times(TimeColumn of) {
    return Read.of(
        "times of " + of.model().name(),
        of.model().table(),
        List.of(new Named(TIME, SourceColumns.timestamp(of.time()))));
  }

  private static Expr extreme(Aggregation aggregation) {
    return new Expr.Aggregate(Aggregator.of(aggregation), Expr.column(TIME), Optional.empty());
  }

  /**
   * The values of a spine with their period of a custom grain.
   *
   * <pre>
   *   day    | season
   *   31 May | spring
   *   1 June | summer
   * </pre>
   */
  PlanNode periods(String custom, String valueColumn, String period) {
    TimeSpine spine = ofCustom(custom);
    String column =
        spine.customGrains().stream()
            .filter(g -> g.name().equals(custom))
            .findFirst()
            .map(TimeSpine.CustomGrain::column)
            .orElse(custom);
    return Read.of(
        "%s of every %s".formatted(custom, spine.grain().label()),
        spine.table(),
        List.of(
            new Named(valueColumn, timestamp(spine)),
            new Named(period, Expr.column("src", column))));
  }
}
