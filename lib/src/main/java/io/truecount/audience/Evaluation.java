package io.truecount.audience;

import static io.truecount.audience.AudienceTables.AUDIENCE;
import static io.truecount.audience.AudienceTables.CUSTOMER_ID;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Who is a member at as_of. */
public final class Evaluation {
  private static final String PREFIX = "__audiences_";

  /** Views of this class's own, so that a session's other views stay as they are. */
  private static final TableNames VIEWS =
      (table, dialect) -> dialect.identifier(PREFIX + table.name());

  private Evaluation() {}

  /** Whether a statement is one that evaluates audiences. */
  public static boolean isStatement(String sql) {
    return sql.contains(PREFIX);
  }

  /**
   * Evaluates audiences in one pass over the events and one over the customers, by the SQL that
   * {@link AudiencePlanner} plans. Events at or after {@code asOf} never count; a condition that is
   * unknown makes no member.
   *
   * <pre>
   *   customers               customer_events         gives   customer_id | buyers | staff
   *   customer_id | is_staff  customer_id | name              c1          | true   | false
   *   c1          | false     c1          | Order             c2          | false  | true
   *   c2          | true
   * </pre>
   *
   * @param audiences those to evaluate
   * @param defined with every audience that one of them refers to
   * @param metrics of the project
   * @param tables by name: customers, customer_events, and what the metrics and dimensions read
   * @return one row a customer: customer_id, then one boolean for each audience, never NULL
   */
  public static Dataset<Row> flags(
      SparkSession spark,
      List<Audience> audiences,
      List<Audience> defined,
      Planner metrics,
      Function<String, Dataset<Row>> tables,
      Instant asOf) {
    return flags(spark, audiences, defined, metrics, tables, EventSource.EVENTS, asOf);
  }

  /**
   * As the other, with the events of conditions measured from a source; the members are the same.
   *
   * @param tables by name, as well {@code customer_measures} where that is the source
   */
  public static Dataset<Row> flags(
      SparkSession spark,
      List<Audience> audiences,
      List<Audience> defined,
      Planner metrics,
      Function<String, Dataset<Row>> tables,
      EventSource source,
      Instant asOf) {
    return rows(spark, AudiencePlanner.plan(audiences, defined, metrics, source, asOf), tables);
  }

  /**
   * The partial aggregates of events that {@link EventSource#DAYS} reads, in the shape of the table
   * {@code customer_measures}: one row for each customer and UTC day with an event that some
   * condition matches, at any time. Cost: one pass over the events.
   *
   * @param tables by name: customer_events
   * @return empty when no condition measures events
   */
  public static Optional<Dataset<Row>> measures(
      SparkSession spark, List<Audience> audiences, Function<String, Dataset<Row>> tables) {
    return DayMeasures.of(EventMeasures.measured(audiences))
        .kept()
        .map(plan -> rows(spark, plan, tables));
  }

  private static Dataset<Row> rows(
      SparkSession spark, Plan plan, Function<String, Dataset<Row>> tables) {
    plan.tables().forEach(name -> tables.apply(name).createOrReplaceTempView(PREFIX + name));
    return spark.sql(plan.sql(Dialect.SPARK, VIEWS));
  }

  /**
   * The members among customers.
   *
   * @param flags one row a customer: customer_id, then one boolean for each audience
   * @return columns audience and customer_id, each pair once
   */
  public static Dataset<Row> members(Dataset<Row> flags, List<String> audiences) {
    Column[] names =
        audiences.stream().map(name -> when(col(name), lit(name))).toArray(Column[]::new);
    return flags.select(explode(array_compact(array(names))).as(AUDIENCE), col(CUSTOMER_ID));
  }
}
