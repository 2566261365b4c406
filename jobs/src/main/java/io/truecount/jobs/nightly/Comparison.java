package io.truecount.jobs.nightly;

import io.truecount.model.Computation;
import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.model.ModelHashes;
import io.truecount.model.RowByRow;
import io.truecount.model.Variables;
import io.truecount.table.Release;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what each step of a run will go by with what it went by in the release before, by the
 * hashes that the steps themselves note and compare.
 */
final class Comparison {
  private final RunContext context;
  private final List<Touched> before;

  Comparison(RunContext context, Release base) {
    this.context = context;
    this.before = context.touches().of(base);
  }

  /** What is computed as a whole, in the order of the steps. */
  List<Touched> again() {
    Optional<Touched> identities =
        differs(ResolveJob.NAME, ResolveJob.definition(context), ResolveJob.DEFINITIONS);
    List<Touched> again = new ArrayList<>(identities.stream().toList());
    customers(identities).ifPresent(again::add);
    Optional<Touched> models = models(identities);
    again.addAll(models.map(List::of).orElseGet(this::changedModels));
    measures(identities).ifPresent(again::add);
    if (!context.project().manifest().metrics().isEmpty()) {
      again.addAll(metrics(models).map(List::of).orElseGet(this::changedRollups));
    }
    return again;
  }

  private Optional<Touched> customers(Optional<Touched> identities) {
    return whole(
        identities,
        CustomersJob.NAME,
        () -> CustomersRun.definition(context),
        CustomersRun.DEFINITIONS);
  }

  private Optional<Touched> models(Optional<Touched> identities) {
    return whole(
        identities, ModelsJob.NAME, () -> ModelRun.definition(context), ModelRun.DEFINITIONS);
  }

  private Optional<Touched> metrics(Optional<Touched> models) {
    return whole(models, MetricsJob.NAME, () -> context.run().codeVersion(), RollupRun.DEFINITIONS);
  }

  private Optional<Touched> measures(Optional<Touched> identities) {
    return CustomerMeasures.definition(context)
        .flatMap(
            hash -> whole(identities, AudiencesJob.NAME, () -> hash, CustomerMeasures.DEFINITIONS));
  }

  /** A step computes everything where one before it does, and where it goes by another hash. */
  private Optional<Touched> whole(
      Optional<Touched> earlier, String step, Supplier<String> hash, String definitions) {
    return earlier
        .map(one -> Touched.everything(step, one.why()))
        .or(() -> differs(step, hash.get(), definitions));
  }

  private Optional<Touched> differs(String step, String hash, String definitions) {
    Optional<String> known = Basis.definition(before, step);
    if (known.isEmpty()) {
      return Optional.of(Touched.everything(step, "the release was made without " + step));
    }
    return known.filter(hash::equals).isPresent()
        ? Optional.empty()
        : Optional.of(Touched.everything(step, Basis.changed(definitions)));
  }

  private List<Touched> changedModels() {
    Variables variables = Variables.of(context.run(), context.config().variables());
    SortedMap<String, Computation> computations =
        RowByRow.of(context.project().models(), variables);
    Set<String> known =
        ModelRun.known(context, ModelHashes.of(context.project().models(), variables));
    return context.project().models().models().stream()
        .filter(model -> model.materialized() == Materialized.TABLE)
        .map(Model::name)
        .filter(name -> !known.contains(name) && isRowByRow(computations.get(name)))
        .map(
            name ->
                new Touched(
                    ModelsJob.NAME, What.ROWS, name, OptionalLong.empty(), ModelRun.CHANGED))
        .toList();
  }

  /** Any other model is computed as a whole every night. */
  private static boolean isRowByRow(@Nullable Computation computation) {
    return computation != null && computation.isRowByRow();
  }

  private List<Touched> changedRollups() {
    Set<String> known = RollupRun.known(context);
    return MetricQueries.plans(context.project().planner()).rollups().stream()
        .filter(rollup -> !known.contains(rollup.hash()))
        .map(RollupRun::all)
        .toList();
  }
}
