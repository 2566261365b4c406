package io.truecount.quality;

import org.apache.spark.sql.Row;

/**
 * What became of one type of identifier in the records that a run accepted of a source: a row of
 * the table identifier_counts.
 *
 * @param type {@code *} for all types together
 * @param records that hold a value of the type; of all types together: all records
 * @param linked of these, records with a value that is an identifier
 * @param given values, each once a record
 * @param invalid of these, refused by the type's normaliser
 * @param blocked of these, placeholders and others that are blocked
 */
public record IdentifierCount(
    String source, String type, long records, long linked, long given, long invalid, long blocked) {
  /** All types together. */
  public static final String ALL = "*";

  public static IdentifierCount of(Row row) {
    return new IdentifierCount(
        row.getAs("source"),
        row.getAs("type"),
        row.<Long>getAs("records"),
        row.<Long>getAs("linked"),
        row.<Long>getAs("given"),
        row.<Long>getAs("invalid"),
        row.<Long>getAs("blocked"));
  }

  /** Records without any identifier. */
  Share unlinked() {
    return new Share(records - linked, records);
  }

  /** Values that the normaliser refused, of those that are no placeholder. */
  Share refused() {
    return new Share(invalid, given - blocked);
  }

  Share placeholders() {
    return new Share(blocked, given);
  }
}
