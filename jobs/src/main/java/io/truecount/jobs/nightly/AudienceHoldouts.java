package io.truecount.jobs.nightly;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Holdouts;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.table.TableDefinition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Stages who is held out of the audiences of a run. A project without a holdout stages nothing, so
 * that earlier assignments stay as they are should it have one again.
 */
final class AudienceHoldouts {
  private AudienceHoldouts() {}

  static void stage(RunContext context, Dataset<Row> members) {
    if (!Holdouts.among(context.project().audiences()).isEmpty()) {
      TableDefinition table = Holdouts.table();
      Dataset<Row> before = context.beforeOrNone(table);
      context
          .staging()
          .overwrite(
              table,
              Holdouts.update(
                  before,
                  members.where(col(AudienceTables.LEFT_AT).isNull()),
                  context.project().audiences(),
                  context.read(IdentityTables.redirects()),
                  context.read(IdentityRunTables.changes()),
                  context.run()));
    }
  }
}
