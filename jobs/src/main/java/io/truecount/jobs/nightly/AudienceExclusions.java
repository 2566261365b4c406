package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Exclusions;
import io.truecount.audience.Holdouts;
import io.truecount.quality.CheckResult;
import io.truecount.quality.RecipientsAddUp;
import io.truecount.table.TableDefinition;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stages, and checks, which members are not sent to, of projects that exclude anyone. */
final class AudienceExclusions {
  private static final TableDefinition TABLE = Exclusions.table();

  private AudienceExclusions() {}

  /** A project that excludes no one any more gets an empty table. */
  static void stage(RunContext context, Dataset<Row> members) {
    boolean used =
        !context.config().suppressions().isEmpty()
            || !Holdouts.among(context.project().audiences()).isEmpty();
    if (used) {
      context.staging().overwrite(TABLE, exclusions(context, members));
    } else if (context.before(TABLE).isPresent()) {
      context.staging().overwrite(TABLE, TABLE.empty(context.spark()));
    }
  }

  private static Dataset<Row> exclusions(RunContext context, Dataset<Row> members) {
    TableDefinition holdouts = Holdouts.table();
    return Exclusions.of(
        open(members),
        context.staging().exists(holdouts.name())
            ? context.read(holdouts)
            : holdouts.empty(context.spark()),
        SuppressedCustomers.of(context),
        context.project().audiences(),
        context.run());
  }

  /** One result for each audience with members, in the order of their names. */
  static List<CheckResult> check(RunContext context) {
    if (!context.staging().staged().contains(TABLE.name())) {
      return List.of();
    }
    return Exclusions.counts(open(context.read(AudienceTables.members())), context.read(TABLE))
        .orderBy(AudienceTables.AUDIENCE)
        .collectAsList()
        .stream()
        .map(AudienceExclusions::result)
        .toList();
  }

  private static CheckResult result(Row row) {
    return new RecipientsAddUp(
            row.getAs(AudienceTables.AUDIENCE),
            row.<Long>getAs(Exclusions.MEMBERS),
            row.<Long>getAs(Exclusions.RECIPIENTS),
            row.<Long>getAs(Exclusions.HOLDOUT),
            row.<Long>getAs(Exclusions.SUPPRESSED))
        .check();
  }

  private static Dataset<Row> open(Dataset<Row> members) {
    return members.where(col(AudienceTables.LEFT_AT).isNull());
  }
}
