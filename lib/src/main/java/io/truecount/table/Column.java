package io.truecount.table;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.types.DataType;

/**
 * One column of a table; all columns are nullable in storage, {@code doc} says when NULL occurs.
 *
 * @param ranged whether a file's least and greatest value tell readers which files to leave out;
 *     not so for ids and hashes, whose range is the same in every file
 */
public record Column(String name, DataType type, String doc, boolean ranged) {
  public Column(String name, DataType type, String doc) {
    this(name, type, doc, true);
  }

  public Column {
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(doc);
  }

  /** The same column without the cost of keeping its range for every file. */
  public Column withoutRange() {
    return new Column(name, type, doc, false);
  }
}
