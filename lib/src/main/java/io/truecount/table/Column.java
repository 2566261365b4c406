package io.truecount.table;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.types.DataType;

/**
 * One column of a table; all columns are nullable in storage, {@code doc} says when NULL occurs.
 */
public record Column(String name, DataType type, String doc) {
  public Column {
    requireNonNull(name);
    requireNonNull(type);
    requireNonNull(doc);
  }
}
