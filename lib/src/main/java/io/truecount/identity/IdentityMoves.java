package io.truecount.identity;

import static io.truecount.identity.IdentityTables.AS_OF;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.PREVIOUS_CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.RUN_ID;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.truecount.config.Run;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The identifiers that have another customer than in the release before.
 *
 * <pre>
 *   before   value | customer_id    now   value | customer_id    moves   value | customer_id | previous_customer_id
 *            a1    | A                    a1    | B                      a1    | B           | A
 *            u1    | B                    u1    | B                      e9    | NULL        | B
 *            e9    | B                    u2    | C                      u2    | C           | NULL
 * </pre>
 */
final class IdentityMoves {
  private static final String WAS = "was_";

  private IdentityMoves() {}

  /**
   * In the shape of {@link IdentityRunTables#mapHistory()}. Cost: a join of both by key.
   *
   * @param before in the shape of {@link IdentityTables#map()}; of identifiers of {@code now} too
   *     where their customer has not changed
   */
  static Dataset<Row> of(Dataset<Row> before, Dataset<Row> now, Run run) {
    Dataset<Row> was =
        before.select(
            col(KEY).as(WAS + KEY),
            col(TYPE).as(WAS + TYPE),
            col(VALUE).as(WAS + VALUE),
            col(CUSTOMER_ID).as(PREVIOUS_CUSTOMER_ID));
    return IdentityRunTables.mapHistory()
        .select(
            now.select(KEY, TYPE, VALUE, CUSTOMER_ID)
                .join(was, col(KEY).equalTo(col(WAS + KEY)), "full_outer")
                .where(not(col(CUSTOMER_ID).eqNullSafe(col(PREVIOUS_CUSTOMER_ID))))
                .select(
                    either(KEY),
                    either(TYPE),
                    either(VALUE),
                    col(CUSTOMER_ID),
                    col(PREVIOUS_CUSTOMER_ID),
                    lit(run.asOf()).as(AS_OF),
                    lit(run.id()).as(RUN_ID)));
  }

  private static Column either(String column) {
    return coalesce(col(column), col(WAS + column)).as(column);
  }
}
