package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.types.StructType;

/**
 * The traits that audiences may test.
 *
 * @param columns schema of the table customers
 */
public record KnownTraits(StructType columns, Extent extent) {
  /** Whether there may be others. */
  public enum Extent {
    ALL,
    /** Those that are metrics could not be read, so that an unknown one may be among them. */
    SOME
  }

  public KnownTraits {
    requireNonNull(columns);
    requireNonNull(extent);
  }
}
