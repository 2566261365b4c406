package io.truecount.testkit;

import static java.util.stream.Collectors.joining;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows compared as text, whatever their order. Each expected row is one line, a bar between its
 * columns:
 *
 * <pre>
 *   assertThat(customers).columns("kind", "city", "identifiers").hasRows(
 *       "known|Köln|[{user_id,u1}]",
 *       "anonymous|NULL|[{anon,a1},{anon,a2}]");
 * </pre>
 *
 * <p>NULL is {@code NULL}, an empty text is nothing at all, a timestamp is an instant in UTC, an
 * array is {@code [a,b]}, a struct {@code {a,b}} without names, a map {@code {k=v}} sorted by key.
 */
public final class RowsAssert extends AbstractAssert<RowsAssert, Dataset<Row>> {
  private RowsAssert(Dataset<Row> rows) {
    super(rows, RowsAssert.class);
  }

  public static RowsAssert assertThat(Dataset<Row> rows) {
    return new RowsAssert(rows);
  }

  /** Compares only these columns, each a name or an expression of Spark SQL. */
  public RowsAssert columns(String... expressions) {
    return new RowsAssert(actual.selectExpr(expressions)).as(descriptionText());
  }

  /** There are exactly these rows, each as often as it is named here. */
  public RowsAssert hasRows(String... rows) {
    List<String> unexpected = new ArrayList<>(text(actual));
    List<String> missing = new ArrayList<>();
    for (String row : rows) {
      if (!unexpected.remove(row)) {
        missing.add(row);
      }
    }
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw failure("%s", difference(missing, unexpected));
    }
    return this;
  }

  /** There is no row. */
  public RowsAssert hasNoRows() {
    return hasRows();
  }

  /** The rows as {@link #hasRows} writes them, sorted. */
  public static List<String> text(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> joined(row, "|")).sorted().toList();
  }

  private String difference(List<String> missing, List<String> unexpected) {
    return "Rows of %s%nmissing:%s%nunexpected:%s"
        .formatted(String.join("|", actual.columns()), lines(missing), lines(unexpected));
  }

  private static String lines(List<String> rows) {
    return rows.isEmpty()
        ? " none"
        : rows.stream().sorted().map("%n  %s"::formatted).collect(joining());
  }

  private static String joined(Row row, String separator) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(text(row.get(i)));
    }
    return String.join(separator, values);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Row struct) {
      return "{" + joined(struct, ",") + "}";
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      CollectionConverters.asJava(map).forEach((key, its) -> sorted.put(text(key), text(its)));
      return sorted.toString().replace(", ", ",");
    }
    if (value instanceof Iterable<?> array) {
      List<String> values = new ArrayList<>();
      CollectionConverters.asJava(array).forEach(one -> values.add(text(one)));
      return "[" + String.join(",", values) + "]";
    }
    return value instanceof Timestamp time
        ? time.toInstant().toString()
        : value == null ? "NULL" : value.toString();
  }
}
