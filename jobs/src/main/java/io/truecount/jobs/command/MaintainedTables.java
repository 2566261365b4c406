package io.truecount.jobs.command;

import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.table.Maintained;
import io.truecount.table.Upkeep.Size;
import java.io.PrintStream;
import java.time.Duration;

/** What maintenance has done, a line for each table; for people only those that it has changed. */
final class MaintainedTables {
  private final TablePrinter all = printer();
  private final TablePrinter changed = printer();
  private Size before = new Size(0, 0);
  private Size after = new Size(0, 0);
  private int count;

  private static TablePrinter printer() {
    return new TablePrinter(
        "table",
        "files_before",
        "files_after",
        "bytes_before",
        "bytes_after",
        "versions_expired",
        "milliseconds",
        "note");
  }

  void add(Maintained table, Duration took) {
    Object[] row = {
      table.table(),
      table.before().files(),
      table.after().files(),
      table.before().bytes(),
      table.after().bytes(),
      table.versions(),
      took.toMillis(),
      table.note()
    };
    all.row(row);
    if (!table.before().equals(table.after()) || table.versions() > 0 || !table.note().isEmpty()) {
      changed.row(row);
    }
    before = before.plus(table.before());
    after = after.plus(table.after());
    count++;
  }

  void print(OutputFormat format, PrintStream out) {
    if (format != OutputFormat.text) {
      all.print(format, out);
      return;
    }
    if (!changed.isEmpty()) {
      changed.print(format, out);
    }
    out.printf(
        "%d tables: %,d files, %,d before; %.1f MB, %.1f before%n",
        count, after.files(), before.files(), after.bytes() / 1e6, before.bytes() / 1e6);
  }
}
