package io.truecount.audience;

import static io.truecount.event.EventTables.OCCURRED_AT;

import io.truecount.metric.manifest.Aggregation;
import io.truecount.metric.sql.Aggregator;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one part of the days of a customer becomes, or adds to, a measure within a window. All
 * windows end at as_of: the last value of any window is that of all time, unless it lies before the
 * window, and the sets of values of a window are the newest ones, so that both are gathered once
 * for all windows.
 *
 * <pre>
 *   slot    | m_1 (set of paths)    __all_m_1                       within 2 days: the newest 2 sets
 *   1 March | [/, /cart]            [(3 March, [/]),                3 March, 2 March: / and /sale, 2
 *   2 March | [/, /sale]             (2 March, [/, /sale]),
 *   3 March | [/]                    (1 March, [/, /cart])]
 * </pre>
 *
 * @param column of the measure
 */
record DayMerge(DayPart part, Measured measured, String column, Instant asOf) {
  private static final String SLOT = "slot";
  private static final String SET = "set";

  /** The merges of the parts that a measure is made of, in their order. */
  static List<DayMerge> of(Measured measured, String column, Instant asOf) {
    return DayPart.of(measured).stream()
        .map(part -> new DayMerge(part, measured, column, asOf))
        .toList();
  }

  /**
   * Aggregates of the days of a customer.
   *
   * @param slot the start of the day, or of a stretch of it
   */
  List<Named> columns(Expr slot) {
    Expr kept = Expr.column(part.name());
    Expr within = when(since(slot), kept);
    return switch (part.kind()) {
      case ROWS, SUM, COUNT -> List.of(new Named(name(), aggregate(Aggregation.SUM, within)));
      case MIN, FIRST -> List.of(new Named(name(), aggregate(Aggregation.MIN, within)));
      case MAX -> List.of(new Named(name(), aggregate(Aggregation.MAX, within)));
      case LAST -> List.of(new Named(all(), aggregate(Aggregation.MAX, kept)));
      case DISTINCT ->
          List.of(
              new Named(all(), newestFirst(slot, kept)),
              new Named(name(), aggregate(Aggregation.SUM, when(since(slot), new Expr.Word("1")))));
    };
  }

  /** What the part comes to within the window, over the columns of {@link #columns}. */
  Expr value() {
    return switch (part.kind()) {
      case ROWS, SUM, COUNT, MIN, MAX -> Expr.column(name());
      case FIRST -> Expr.column(name(), DayPart.VALUE);
      case LAST -> when(since(Expr.column(all(), OCCURRED_AT)), Expr.column(all(), DayPart.VALUE));
      case DISTINCT -> {
        Expr newest = call("slice", Expr.column(all(), SET), new Expr.Word("1"), length());
        yield call("size", call("array_distinct", call("flatten", call("array_compact", newest))));
      }
    };
  }

  /** Slots within the window; none is 0. */
  private Expr length() {
    return new Expr.Cast(call("coalesce", Expr.column(name()), new Expr.Word("0")), "INT");
  }

  private static Expr newestFirst(Expr slot, Expr set) {
    Expr pair = call("named_struct", new Expr.Text(SLOT), slot, new Expr.Text(SET), set);
    return call("sort_array", call("collect_list", pair), new Expr.Word("FALSE"));
  }

  private Expr since(Expr time) {
    return measured.match().since(time, asOf).orElse(new Expr.Word("TRUE"));
  }

  private String name() {
    return column + "_" + part.kind().name().toLowerCase(Locale.ROOT);
  }

  /** One column for all windows. */
  private String all() {
    return "__all_" + part.name();
  }

  private static Expr when(Expr condition, Expr value) {
    return new Expr.Case(List.of(condition, value));
  }

  private static Expr call(String function, Expr... arguments) {
    return new Expr.Call(function, List.of(arguments));
  }

  private static Expr aggregate(Aggregation aggregation, Expr value) {
    return new Expr.Aggregate(Aggregator.of(aggregation), value, Optional.empty());
  }
}
