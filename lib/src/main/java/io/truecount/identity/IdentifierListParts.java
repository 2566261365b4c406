package io.truecount.identity;

import static io.truecount.event.EventTables.LOADED_AT;
import static io.truecount.identity.IdentityTables.LOAD_SPAN;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.truecount.config.Interval;
import io.truecount.event.EventTables;
import io.truecount.table.Slice;
import io.truecount.table.TablePart;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The stored lists of identifiers, by span of load time. */
final class IdentifierListParts {
  private IdentifierListParts() {}

  /**
   * All lists, as one span.
   *
   * @param events of which the lists are; one job over their load times
   * @param lists as {@link IdentifierLists#normalized} gives them
   */
  static TablePart whole(Dataset<Row> events, Dataset<Row> lists) {
    Row loads = events.agg(min(LOADED_AT), max(LOADED_AT)).head();
    String span =
        loads.isNullAt(0)
            ? ""
            : new Interval(instant(loads, 0), instant(loads, 1).plusNanos(1000)).toString();
    return TablePart.whole(IdentityTables.lists(), IdentifierLists.stored(lists, lit(span)));
  }

  /** The spans of stored lists, one string each on the driver. */
  static List<Interval> spans(Dataset<Row> stored) {
    return stored.select(LOAD_SPAN).distinct().collectAsList().stream()
        .map(row -> Interval.parse(row.getString(0)))
        .toList();
  }

  /**
   * The lists of some spans of events, as {@link IdentifierLists#aggregated} gives them, with their
   * span. Reads the events of these spans only.
   */
  static Dataset<Row> fresh(Dataset<Row> events, List<Interval> spans, String runId) {
    return spans.stream()
        .map(span -> of(events, span, runId))
        .reduce(Dataset::unionByName)
        .orElseThrow();
  }

  private static Dataset<Row> of(Dataset<Row> events, Interval span, String runId) {
    return IdentifierLists.aggregated(events.filter(EventTables.loadedIn(span).condition()), runId)
        .withColumn(LOAD_SPAN, lit(span.toString()));
  }

  /** Fresh lists in place of the stored ones of the spans that they are not up to date with. */
  static TablePart replaced(LoadSpans spans, Dataset<Row> fresh) {
    return TablePart.of(
        IdentityTables.lists(), of(spans.dropped()), IdentifierLists.stored(fresh, col(LOAD_SPAN)));
  }

  /** The rows of some spans. */
  static Slice of(List<Interval> spans) {
    return new Slice.AnyOf(
        spans.stream().map(span -> (Slice) new Slice.Equal(LOAD_SPAN, span.toString())).toList());
  }

  private static Instant instant(Row row, int column) {
    return row.getTimestamp(column).toInstant();
  }
}
