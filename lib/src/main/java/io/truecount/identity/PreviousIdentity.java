package io.truecount.identity;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customer ids of the release before.
 *
 * @param map in the shape of {@link IdentityTables#map()}
 * @param redirects in the shape of {@link IdentityTables#redirects()}
 */
public record PreviousIdentity(Dataset<Row> map, Dataset<Row> redirects) {
  public PreviousIdentity {
    requireNonNull(map);
    requireNonNull(redirects);
  }

  /** Of a first run. */
  static PreviousIdentity none(Dataset<Row> events) {
    var spark = events.sparkSession();
    return new PreviousIdentity(
        IdentityTables.map().empty(spark), IdentityTables.redirects().empty(spark));
  }
}
