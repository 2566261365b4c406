package io.truecount.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints a small table for people, as JSON, or as CSV. */
public final class TablePrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> columns;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();

  public TablePrinter(String... columns) {
    this.columns = List.of(columns);
  }

  /** Adds a row, one value a column; numbers are set to the right. */
  public TablePrinter row(@Nullable Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "Invalid row: %d values (must be %d)".formatted(values.length, columns.size()));
    }
    List<@Nullable Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value);
    }
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public void print(OutputFormat format, PrintStream out) {
    switch (format) {
      case text -> text(out);
      case json -> out.println(json());
      case csv -> csv(out);
    }
  }

  private ArrayNode json() {
    ArrayNode array = JSON.createArrayNode();
    for (List<@Nullable Object> row : rows) {
      ObjectNode node = array.addObject();
      for (int i = 0; i < columns.size(); i++) {
        node.set(columns.get(i), JSON.valueToTree(row.get(i)));
      }
    }
    return array;
  }

  private void csv(PrintStream out) {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    CsvWriter writer = new CsvWriter(out, settings);
    writer.writeHeaders(columns);
    rows.forEach(row -> writer.writeRow(row.toArray()));
    writer.flush();
  }

  private void text(PrintStream out) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              columns.get(i).length(),
              rows.stream().mapToInt(row -> shown(row.get(column)).length()).max().orElse(0));
    }
    out.println(line(new ArrayList<>(columns), widths));
    rows.forEach(row -> out.println(line(row, widths)));
  }

  private String line(List<? extends @Nullable Object> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean right = i > 0 && rows.stream().allMatch(numeric(i));
      String flags = right ? "" : "-";
      line.append(i == 0 ? "  " : "   ")
          .append(("%" + flags + widths[i] + "s").formatted(shown(row.get(i))));
    }
    return line.toString().stripTrailing();
  }

  private static java.util.function.Predicate<List<@Nullable Object>> numeric(int column) {
    return row -> row.get(column) == null || row.get(column) instanceof Number;
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "–";
    }
    if (value instanceof BigDecimal decimal) {
      return Numbers.decimal(decimal);
    }
    if (value instanceof Double || value instanceof Float) {
      return Numbers.decimal(((Number) value).doubleValue());
    }
    return value instanceof Number number ? Numbers.whole(number.longValue()) : value.toString();
  }
}
