package io.truecount.jobs.nightly;

import io.truecount.config.IdentityLimits;
import io.truecount.config.IdentityLimits.Limit;
import io.truecount.config.LabelsConfig;
import io.truecount.identity.IdentityQuality;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.LabelledSample;
import io.truecount.quality.CheckResult;
import io.truecount.quality.IdentityLimitCheck;
import io.truecount.table.Slice;
import io.truecount.table.Staging;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Measures the identities of a run, and compares them with the project's limits. */
final class IdentityQualities {
  private IdentityQualities() {}

  /** Measures what the run has staged; the rows of earlier runs stay. */
  static void stage(RunContext context) {
    context
        .staging()
        .replace(
            IdentityQuality.table(),
            context.ofThisRun(IdentityTables.RUN_ID),
            measured(context).rows(context.spark(), context.run()));
  }

  /** What a run has measured; empty when it has not. */
  static IdentityQuality of(RunContext context, String runId) {
    return context.staging().exists(IdentityQuality.table().name())
        ? IdentityQuality.read(context.read(IdentityQuality.table()), runId)
        : IdentityQuality.NONE;
  }

  /** One result for each limit of the project, in the order of {@link Limit}. */
  static List<CheckResult> check(RunContext context) {
    IdentityLimits limits = context.config().checks().identity();
    IdentityQuality quality =
        limits.limits().isEmpty() ? IdentityQuality.NONE : of(context, context.run().id());
    if (quality.isEmpty()) {
      return List.of();
    }
    IdentityLimitText text = new IdentityLimitText(context, quality);
    return limits.limits().entrySet().stream()
        .map(entry -> compared(text, entry.getKey(), entry.getValue()))
        .map(
            check ->
                check.check(
                    limits.severity(), limits.allowance(check.limit(), context.run().asOf())))
        .toList();
  }

  private static IdentityLimitCheck compared(IdentityLimitText text, Limit limit, double value) {
    return new IdentityLimitCheck(
        limit, value, text.measured(limit), text.observed(limit), text.remedy(limit));
  }

  private static IdentityQuality measured(RunContext context) {
    Staging staging = context.staging();
    Dataset<Row> map = context.read(IdentityTables.map());
    Slice ofThisRun = context.ofThisRun(IdentityTables.RUN_ID);
    IdentityQuality quality =
        IdentityQuality.of(
            new IdentityQuality.Input(
                map,
                context.read(IdentityTables.rejections()),
                context.read(IdentityTables.blocked()),
                context.read(IdentityRunTables.changes()).where(ofThisRun.condition()),
                staging.rows(IdentityTables.edges().name())),
            context.config().identity());
    return sample(context, map).map(quality::with).orElse(quality);
  }

  private static Optional<LabelledSample> sample(RunContext context, Dataset<Row> map) {
    Optional<LabelsConfig> labels = context.config().labels();
    return labels.map(
        config ->
            LabelledSample.of(
                LabelledSample.read(context.spark(), config, context.config().lake()),
                map,
                context.config().identity()));
  }
}
