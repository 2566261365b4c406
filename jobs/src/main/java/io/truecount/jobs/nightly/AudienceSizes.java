package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.config.Allowance;
import io.truecount.quality.AudienceSize;
import io.truecount.quality.AudienceSize.Definition;
import io.truecount.quality.CheckResult;
import io.truecount.table.Release;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the size of every audience with its size in the last release. */
final class AudienceSizes {
  private static final TableDefinition SIZES = AudienceTables.sizes();

  private record Size(long members, String definition) {}

  private AudienceSizes() {}

  /** One result for each audience that the last release has, in the order of their names. */
  static List<CheckResult> check(RunContext context) {
    Optional<Release> base = context.releases().base(context.run().id());
    Optional<Dataset<Row>> before = context.before(SIZES);
    if (base.isEmpty() || before.isEmpty() || !context.staging().exists(SIZES.name())) {
      return List.of();
    }
    Map<String, Size> old = newest(before.get());
    Map<String, Size> now =
        newest(context.read(SIZES).where(col(AudienceTables.RUN_ID).equalTo(context.run().id())));
    return context.project().audiences().stream()
        .flatMap(audience -> check(context, audience, old, now, base.get().number()))
        .toList();
  }

  private static Stream<CheckResult> check(
      RunContext context,
      Audience audience,
      Map<String, Size> before,
      Map<String, Size> now,
      long release) {
    Optional<Size> old = Optional.ofNullable(before.get(audience.name()));
    Optional<Size> size = Optional.ofNullable(now.get(audience.name()));
    return old
        .flatMap(o -> size.map(s -> compared(audience, o, s, release)))
        .map(sizes -> sizes.check(limits(context, audience), allowance(context, audience)))
        .stream();
  }

  private static AudienceSize compared(Audience audience, Size before, Size now, long release) {
    boolean same = before.definition().equals(now.definition());
    return new AudienceSize(
        audience.name(),
        before.members(),
        now.members(),
        same ? Definition.SAME : Definition.CHANGED,
        release);
  }

  private static Optional<Allowance> allowance(RunContext context, Audience audience) {
    return context.config().checks().sizeAllowance(audience.name(), context.run().asOf());
  }

  private static io.truecount.config.ChecksConfig.AudienceSize limits(
      RunContext context, Audience audience) {
    return audience.settings().size().over(context.config().checks().audienceSize());
  }

  /** One row an audience: its newest. */
  private static Map<String, Size> newest(Dataset<Row> sizes) {
    return sizes
        .groupBy(AudienceTables.AUDIENCE)
        .agg(
            max(struct(
                    col(AudienceTables.AS_OF),
                    col(AudienceTables.RUN_ID),
                    col(AudienceTables.SIZE),
                    col(AudienceTables.DEFINITION_HASH)))
                .as("newest"))
        .select(AudienceTables.AUDIENCE, "newest.*")
        .collectAsList()
        .stream()
        .collect(
            toMap(
                row -> row.getAs(AudienceTables.AUDIENCE),
                row ->
                    new Size(
                        row.<Long>getAs(AudienceTables.SIZE),
                        row.getAs(AudienceTables.DEFINITION_HASH))));
  }
}
