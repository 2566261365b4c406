package io.truecount.audience;

import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.NAME;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.SOURCE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.truecount.audience.Condition.Measure;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** The events of a customer that the conditions of an audience count, by the same expressions. */
public final class ExplainedEvents {
  /** Number of the condition that an event is of, as in {@link Explanation}. */
  public static final String CONDITION = "condition";

  /** The measured property as text; NULL for a condition that counts. */
  public static final String MEASURED = "measured";

  private final Map<Integer, Expr> matches;
  private final Map<Integer, Expr> measured;

  private ExplainedEvents(Map<Integer, Expr> matches, Map<Integer, Expr> measured) {
    this.matches = matches;
    this.measured = measured;
  }

  static ExplainedEvents of(ConditionNode tree, Instant asOf) {
    Map<Integer, Expr> matches = new LinkedHashMap<>();
    Map<Integer, Expr> measured = new LinkedHashMap<>();
    tree.all()
        .forEach(
            node -> {
              if (node.condition() instanceof Condition.Event event) {
                matches.put(node.id(), EventMatch.of(event).at(asOf));
                if (event.measure().kind() != Measure.Kind.COUNT) {
                  measured.put(node.id(), EventMeasures.path(event.measure().column()));
                }
              } else if (node.condition() instanceof Condition.Sequence sequence) {
                matches.put(node.id(), anyStep(sequence, asOf));
              }
            });
    return new ExplainedEvents(matches, measured);
  }

  private static Expr anyStep(Condition.Sequence sequence, Instant asOf) {
    return Expr.anyOf(
            sequence.steps().stream()
                .map(step -> new EventMatch(step.names(), step.where(), sequence.within()).at(asOf))
                .distinct()
                .toList())
        .orElseThrow();
  }

  /** Reads the events of all customers; empty when no condition is of events. */
  public Optional<Plan> plan() {
    if (matches.isEmpty()) {
      return Optional.empty();
    }
    List<Named> columns = new ArrayList<>();
    List.of(CUSTOMER_ID, OCCURRED_AT, SOURCE, EVENT_ID, NAME)
        .forEach(name -> columns.add(Named.of("src", name)));
    matches.forEach((id, match) -> columns.add(new Named(matchColumn(id), match)));
    measured.forEach((id, value) -> columns.add(new Named(valueColumn(id), value)));
    return Optional.of(
        new Plan(EventMatch.read("events of conditions", columns, List.copyOf(matches.values()))));
  }

  /**
   * The latest events of each condition.
   *
   * @param rows of the plan, of one customer
   * @param limit most events of one condition
   * @return condition, occurred_at, source, event_id, name, measured; the latest first
   */
  public Dataset<Row> latest(Dataset<Row> rows, int limit) {
    List<Column> conditions = new ArrayList<>();
    matches.keySet().forEach(id -> conditions.add(when(col(matchColumn(id)), one(id))));
    Column[] latestFirst = {col(OCCURRED_AT).desc(), col(SOURCE).desc(), col(EVENT_ID).desc()};
    return rows.withColumn("of", explode(array_compact(array(conditions.toArray(Column[]::new)))))
        .select("of.*", OCCURRED_AT, SOURCE, EVENT_ID, NAME)
        .withColumn("n", row_number().over(Window.partitionBy(CONDITION).orderBy(latestFirst)))
        .where(col("n").leq(limit))
        .drop("n")
        .orderBy(ordered(latestFirst));
  }

  private static Column[] ordered(Column[] latestFirst) {
    List<Column> order = new ArrayList<>(List.of(col(CONDITION)));
    order.addAll(List.of(latestFirst));
    return order.toArray(Column[]::new);
  }

  private Column one(int id) {
    Column value = measured.containsKey(id) ? col(valueColumn(id)) : lit(null);
    return struct(lit(id).as(CONDITION), value.cast("string").as(MEASURED));
  }

  private static String matchColumn(int id) {
    return "__matches_" + id;
  }

  private static String valueColumn(int id) {
    return "__measured_" + id;
  }
}
