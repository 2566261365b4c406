package io.truecount.audience;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One column of {@code customer_measures}: a partial aggregate of the events of one customer and
 * one UTC day. Those of several days can be merged, so that any window of whole days is made of
 * them.
 *
 * @param match the events, at any time
 * @param column path of the measured column; empty for {@link Kind#ROWS}
 */
record DayPart(EventMatch match, Kind kind, String column) {
  /** The field of a first or last value. */
  static final String VALUE = "value";

  private static final int DIGITS = 16;

  enum Kind {
    /** Matching events. */
    ROWS,
    SUM,
    /** Events with a value. */
    COUNT,
    MIN,
    MAX,
    /** The value of the earliest event, with the event's order. */
    FIRST,
    LAST,
    /** The distinct values. */
    DISTINCT
  }

  /** The parts that a measure is made of. */
  static List<DayPart> of(Measured measured) {
    String column = measured.measure().column();
    Stream<Kind> kinds =
        switch (measured.measure().kind()) {
          case COUNT -> Stream.of(Kind.ROWS);
          case COUNT_DISTINCT -> Stream.of(Kind.DISTINCT);
          case SUM -> Stream.of(Kind.SUM);
          case AVG -> Stream.of(Kind.SUM, Kind.COUNT);
          case MIN -> Stream.of(Kind.MIN);
          case MAX -> Stream.of(Kind.MAX);
          case FIRST -> Stream.of(Kind.FIRST);
          case LAST -> Stream.of(Kind.LAST);
        };
    return kinds.map(kind -> new DayPart(measured.match().ever(), kind, column)).toList();
  }

  /** The same in every run and version: a hash of what is aggregated. */
  String name() {
    String text = "%s %s of %s".formatted(kind, DefinitionText.quoted(column), match.text());
    return "m_" + Hashing.sha256().hashString(text, UTF_8).toString().substring(0, DIGITS);
  }

  /**
   * Aggregates events.
   *
   * @param matches whether an event counts
   * @param value of the column
   */
  Expr ofEvents(Expr matches, Expr value) {
    return switch (kind) {
      case ROWS -> aggregate(Aggregation.SUM, when(matches, new Expr.Word("1")));
      case SUM -> aggregate(Aggregation.SUM, when(matches, value));
      case COUNT -> aggregate(Aggregation.COUNT, when(matches, value));
      case MIN -> aggregate(Aggregation.MIN, when(matches, value));
      case MAX -> aggregate(Aggregation.MAX, when(matches, value));
      case FIRST -> aggregate(Aggregation.MIN, when(matches, ordered(value)));
      case LAST -> aggregate(Aggregation.MAX, when(matches, ordered(value)));
      case DISTINCT -> new Expr.Call("collect_set", List.of(when(matches, value)));
    };
  }

  private static Expr ordered(Expr value) {
    return new Expr.Call(
        "named_struct",
        List.of(
            new Expr.Text(OCCURRED_AT),
            Expr.column(OCCURRED_AT),
            new Expr.Text(SOURCE),
            Expr.column(SOURCE),
            new Expr.Text(EVENT_ID),
            Expr.column(EVENT_ID),
            new Expr.Text(VALUE),
            value));
  }

  private static Expr when(Expr condition, Expr value) {
    return new Expr.Case(List.of(condition, value));
  }

  private static Expr aggregate(Aggregation aggregation, Expr value) {
    return new Expr.Aggregate(Aggregator.of(aggregation), value, Optional.empty());
  }
}
