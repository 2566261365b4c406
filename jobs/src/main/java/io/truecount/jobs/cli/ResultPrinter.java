package io.truecount.jobs.cli;

import java.io.PrintStream;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a query; times in UTC. */
public final class ResultPrinter {
  private ResultPrinter() {}

  public static void print(Dataset<Row> result, OutputFormat format, PrintStream out) {
    TablePrinter table = new TablePrinter(result.columns());
    for (Iterator<Row> rows = result.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      @Nullable Object[] values = new Object[row.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.isNullAt(i) ? null : shown(row.get(i));
      }
      table.row(values);
    }
    table.print(format, out);
  }

  /** A time at midnight is a date. */
  private static Object shown(Object value) {
    if (value instanceof Timestamp time) {
      LocalDateTime local = LocalDateTime.ofInstant(time.toInstant(), ZoneOffset.UTC);
      return local.toLocalTime().toSecondOfDay() == 0 && time.getNanos() == 0
          ? local.toLocalDate().toString()
          : local.toString();
    }
    return value instanceof Number ? value : value.toString();
  }
}
