package io.truecount.metric;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Columns and rows of a result as texts, comparable between engines. */
public record Answers(List<String> columns, List<List<String>> rows) {
  private static final double TOLERANCE = 1e-6;

  static Answers csv(Path file) {
    try {
      List<List<String>> all = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        all.add(List.of(line.split(",", -1)));
      }
      return new Answers(all.get(0), all.subList(1, all.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Answers spark(Dataset<Row> result) {
    List<List<String>> rows = new ArrayList<>();
    for (Row row : result.collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(text(row.isNullAt(i) ? null : row.get(i)));
      }
      rows.add(values);
    }
    return new Answers(List.of(result.columns()), rows);
  }

  static String text(@Nullable Object value) {
    if (value == null) {
      return "\\N";
    } else if (value instanceof Timestamp time) {
      return text(time.toLocalDateTime());
    } else if (value instanceof Instant time) {
      return text(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    } else if (value instanceof LocalDate day) {
      return text(day.atStartOfDay());
    } else if (value instanceof LocalDateTime time) {
      String text = time.toString();
      return text.length() == 16 ? text + ":00" : text;
    } else if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value.toString();
  }

  /** What differs, empty when nothing does; columns may stand in another order. */
  String difference(Answers found, boolean ordered) {
    if (!columns.stream().sorted().toList().equals(found.columns.stream().sorted().toList())) {
      return "columns %s instead of %s".formatted(found.columns, columns);
    }
    List<List<String>> mine = sorted(rows, ordered);
    List<List<String>> theirs = sorted(found.arranged(columns), ordered);
    if (mine.size() != theirs.size()) {
      return "%d rows instead of %d\n%s\n%s"
          .formatted(theirs.size(), mine.size(), missing(mine, theirs), missing(theirs, mine));
    }
    for (int i = 0; i < mine.size(); i++) {
      if (!same(mine.get(i), theirs.get(i))) {
        return "row %d is %s instead of %s".formatted(i, theirs.get(i), mine.get(i));
      }
    }
    return "";
  }

  private static List<List<String>> missing(List<List<String>> of, List<List<String>> in) {
    return of.stream().filter(r -> in.stream().noneMatch(o -> same(r, o))).limit(8).toList();
  }

  private List<List<String>> arranged(List<String> order) {
    return rows.stream()
        .map(row -> order.stream().map(c -> row.get(columns.indexOf(c))).toList())
        .toList();
  }

  private static List<List<String>> sorted(List<List<String>> rows, boolean ordered) {
    return ordered
        ? rows
        : rows.stream()
            .sorted(
                Comparator.comparing(
                    (List<String> r) -> r.stream().map(Answers::key).toList().toString()))
            .toList();
  }

  private static String key(String value) {
    Double number = number(value);
    return number == null ? value : "%020.6f".formatted(number);
  }

  private static @Nullable Double number(String value) {
    try {
      return Double.valueOf(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean same(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return a.size() == b.size();
  }

  private static boolean same(String a, String b) {
    Double left = number(a);
    Double right = number(b);
    if (left == null || right == null) {
      return time(a).equals(time(b));
    }
    return Math.abs(left - right)
        <= TOLERANCE * Math.max(1e-9, Math.max(Math.abs(left), Math.abs(right)));
  }

  private static String time(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\dT.*\\..*") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
