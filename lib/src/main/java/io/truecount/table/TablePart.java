package io.truecount.table;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * New content of a table, or of one slice of it.
 *
 * @param slice whose rows are replaced; empty when all rows of the table are
 * @param rows lazy, in the columns of the table
 */
public record TablePart(TableDefinition table, Optional<Slice> slice, Dataset<Row> rows) {
  public TablePart {
    requireNonNull(table);
    requireNonNull(slice);
    requireNonNull(rows);
  }

  public static TablePart whole(TableDefinition table, Dataset<Row> rows) {
    return new TablePart(table, Optional.empty(), rows);
  }

  public static TablePart of(TableDefinition table, Slice slice, Dataset<Row> rows) {
    return new TablePart(table, Optional.of(slice), rows);
  }

  /** Computes and stages the rows; see {@link Staging#overwrite} and {@link Staging#replace}. */
  public void stage(Staging staging) {
    slice.ifPresentOrElse(
        its -> staging.replace(table, its, rows), () -> staging.overwrite(table, rows));
  }
}
