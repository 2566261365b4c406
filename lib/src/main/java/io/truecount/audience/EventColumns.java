package io.truecount.audience;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.NAME;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.truecount.audience.Condition.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes the measures of all event conditions, each once, in one pass over the events. */
final class EventColumns {
  private final List<Event> conditions;
  private final Instant asOf;

  EventColumns(Set<Event> conditions, Instant asOf) {
    this.conditions = List.copyOf(new LinkedHashSet<>(conditions));
    this.asOf = asOf;
  }

  /** The value of a condition's measure for a customer, also for one without any event. */
  Column value(Event condition) {
    Column measured = col(name(conditions.indexOf(condition)));
    return switch (condition.measure().kind()) {
      case COUNT, COUNT_DISTINCT, SUM -> coalesce(measured, lit(0));
      case MIN, MAX, AVG, FIRST, LAST -> measured;
    };
  }

  /**
   * One row for each customer with a matching event; empty when nothing is measured.
   *
   * <pre>
   *   conditions       0: count of Order      1: sum of amount of Order within 7 days
   *   customerEvents   customer_id | name  | occurred_at    | amount
   *                    C1          | Order | 1 day before   | 5
   *                    C1          | Order | 10 days before | 7
   *                    C2          | Visit | 1 day before   | NULL
   *   measured         customer_id | _measure_0 | _measure_1
   *                    C1          | 2          | 5
   * </pre>
   */
  Optional<Dataset<Row>> measure(Dataset<Row> customerEvents) {
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    List<Column> measures = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      measures.add(measured(conditions.get(i)).as(name(i)));
    }
    Column matched = conditions.stream().map(this::matches).reduce(lit(false), Column::or);
    return Optional.of(
        customerEvents
            .where(col(AudienceTables.CUSTOMER_ID).isNotNull().and(matched))
            .groupBy(AudienceTables.CUSTOMER_ID)
            .agg(measures.get(0), measures.subList(1, measures.size()).toArray(Column[]::new)));
  }

  private Column measured(Event condition) {
    Column matches = matches(condition);
    if (condition.measure().kind() == Condition.Measure.Kind.COUNT) {
      return count(when(matches, lit(1)));
    }
    Column value = path(condition.measure().column());
    Column matching = when(matches, value);
    Column time = when(matches, struct(col(OCCURRED_AT), col(SOURCE), col(EVENT_ID)));
    return switch (condition.measure().kind()) {
      case COUNT -> throw new IllegalStateException("counted above");
      case COUNT_DISTINCT -> size(collect_set(matching));
      case SUM -> sum(matching);
      case MIN -> min(matching);
      case MAX -> max(matching);
      case AVG -> avg(matching);
      case FIRST -> min_by(value, time);
      case LAST -> max_by(value, time);
    };
  }

  /** The fragment was examined when it was read, and is parsed on its own. */
  private Column matches(Event condition) {
    Column matches =
        col(NAME).isin(condition.names().toArray()).and(col(OCCURRED_AT).lt(lit(asOf)));
    if (condition.within().isPresent()) {
      matches = matches.and(col(OCCURRED_AT).geq(lit(condition.within().get().start(asOf))));
    }
    return condition.where().isPresent() ? matches.and(expr(condition.where().get())) : matches;
  }

  private static Column path(String path) {
    String[] parts = path.split("\\.", -1);
    Column column = col(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      column = column.getField(parts[i]);
    }
    return column;
  }

  private static String name(int condition) {
    return "_measure_" + condition;
  }
}
