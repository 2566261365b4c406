package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.MeasureInput;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.Window;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether the values of an offset metric are shifted, or the rows that they are aggregated
 * from.
 */
final class OffsetRule {
  /** The reason in errors about an offset of a conversion metric that is not whole periods. */
  static final String WHOLE_ONLY =
      "conversions are counted at their base events, so that only the numbers of whole periods can"
          + " be shifted";

  private final PlanningContext context;
  private final Scope scope;
  private final RowSpec.Offset offset;

  OffsetRule(PlanningContext context, Scope scope, RowSpec.Offset offset) {
    this.context = context;
    this.scope = scope;
    this.offset = offset;
  }

  /**
   * Whether values are shifted.
   *
   * @throws TruecountException when neither the values nor the rows of the metric can be shifted
   */
  boolean shiftsValues(Metric metric) {
    List<MeasureInput> inputs = context.inputs(metric);
    return context.semantics().shiftsWholePeriods()
        ? metric.match(new Truecount(OffsetPeriods.whole(units(inputs), offset)))
        : metric.match(new MetricFlow());
  }

  private Collection<GroupByItem.Unit> units(List<MeasureInput> inputs) {
    return new OwnTimes(context, inputs).units(scope).values();
  }

  /**
   * Truecount's rule: values are shifted when the offset is a whole number of the queried periods.
   * Shifting the rows of an additive measure gives the same, and works with any other offset too.
   */
  private final class Truecount implements Metric.Cases<Boolean> {
    private final Optional<Grain> period;

    Truecount(Optional<Grain> period) {
      this.period = period;
    }

    @Override
    public Boolean simple(Metric.Simple metric) {
      boolean semiAdditive = metric.input().measure().nonAdditive().isPresent();
      return semiAdditive && isFiner(metric.input());
    }

    @Override
    public Boolean cumulative(Metric.Cumulative metric) {
      return isFiner(metric.input());
    }

    @Override
    public Boolean ratio(Metric.Ratio metric) {
      return period.isPresent();
    }

    @Override
    public Boolean derived(Metric.Derived metric) {
      return period.isPresent();
    }

    @Override
    public Boolean conversion(Metric.Conversion metric) {
      if (period.isEmpty()) {
        checkIsCustom(metric);
      }
      return true;
    }

    private boolean isFiner(MeasureInput input) {
      return period.filter(context.grain(input)::finerThan).isPresent();
    }
  }

  /**
   * Refuses an offset of a conversion metric that is not a number of whole periods: conversions are
   * counted at their base events, so that their rows cannot be shifted. Custom grains are allowed,
   * because their lengths are only known from the time spine.
   */
  private void checkIsCustom(Metric metric) {
    Optional<String> grain = offset.toGrain().or(() -> offset.window().map(Window::grain));
    boolean custom =
        units(context.inputs(metric)).stream().anyMatch(u -> u.customGrain().isPresent())
            || grain.filter(context.manifest()::isCustomGrain).isPresent();
    if (!custom) {
      throw notWhole(metric);
    }
  }

  private TruecountException notWhole(Metric metric) {
    String length = offset.window().map(Window::toString).or(offset::toGrain).orElse("");
    String grain = offset.window().map(Window::grain).or(offset::toGrain).orElse("day");
    return TruecountException.invalid(
        new Problem(
            "conversion metric \"%s\" is offset by %s, which is no whole number of the periods"
                    .formatted(metric.name(), length)
                + " that are queried",
            metric.header().where(),
            WHOLE_ONLY,
            "query it by %s, or by another period that the offset is a multiple of"
                .formatted(grain)));
  }

  /**
   * MetricFlow's rule: values are shifted of every metric but simple and cumulative ones; of a
   * simple one when the queried periods are coarser than its time and not coarser than the offset.
   */
  private final class MetricFlow implements Metric.Cases<Boolean> {
    @Override
    public Boolean simple(Metric.Simple metric) {
      return isBetween(metric.input());
    }

    @Override
    public Boolean cumulative(Metric.Cumulative metric) {
      return false;
    }

    @Override
    public Boolean ratio(Metric.Ratio metric) {
      return true;
    }

    @Override
    public Boolean derived(Metric.Derived metric) {
      return true;
    }

    @Override
    public Boolean conversion(Metric.Conversion metric) {
      return true;
    }
  }

  /** Whether the queried periods are coarser than the time of a measure, not than the offset. */
  private boolean isBetween(MeasureInput input) {
    Optional<Grain> by =
        offset.window().map(Window::grain).or(offset::toGrain).flatMap(Grain::named);
    Collection<GroupByItem.Unit> units = units(List.of(input));
    List<Grain> grains = units.stream().flatMap(u -> u.standardGrain().stream()).toList();
    if (by.isEmpty() || grains.isEmpty() || grains.size() < units.size()) {
      return false;
    }
    Grain finest = grains.stream().min(Grain::compareTo).orElseThrow();
    boolean loneWeeks = finest == Grain.WEEK && (offset.toGrain().isPresent() || grains.size() > 1);
    return context.grain(input).finerThan(finest) && !by.get().finerThan(finest) && !loneWeeks;
  }
}
