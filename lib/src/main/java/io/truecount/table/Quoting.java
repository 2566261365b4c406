package io.truecount.table;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Names and texts in SQL, so that whatever they hold they end where they should. */
public final class Quoting {
  private Quoting() {}

  /** An identifier for Spark: {@code a`b} gives {@code `a``b`}. */
  public static String sparkName(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** An identifier as the SQL standard has it, for DuckDB: {@code a"b} gives {@code "a""b"}. */
  public static String standardName(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text for Spark, which reads backslashes: {@code it's} gives {@code 'it\'s'}. */
  public static String sparkText(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** A text as the SQL standard has it, for DuckDB: {@code it's} gives {@code 'it''s'}. */
  public static String standardText(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The column of this name, dots and all. */
  public static Column column(String name) {
    return functions.col(sparkName(name));
  }
}
