package io.truecount.audience;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** A few customers and what they did. */
final class AudienceFixture {
  static final StructType PROPERTIES =
      new StructType().add("revenue", DoubleType).add("channel", StringType);

  static final StructType CUSTOMERS =
      new StructType()
          .add("customer_id", StringType)
          .add("kind", StringType)
          .add("country", StringType)
          .add("is_staff", BooleanType)
          .add("event_count", LongType)
          .add("signed_up_at", TimestampType)
          .add("tags", createArrayType(StringType));

  static final StructType EVENTS = CustomerTables.customerEvents(PROPERTIES).schema();

  /** A project without metrics. */
  static final Planner NO_METRICS =
      new Planner(new Manifest(List.of(), List.of(), List.of(), List.of()), Semantics.TRUECOUNT);

  private AudienceFixture() {}

  private static Vocabulary vocabulary(Planner metrics) {
    return new Vocabulary(new KnownTraits(CUSTOMERS, KnownTraits.Extent.ALL), EVENTS, metrics);
  }

  static Dataset<Row> customers(Row... rows) {
    return SharedSpark.session().createDataFrame(Arrays.asList(rows), CUSTOMERS);
  }

  /** A customer; the rest of the columns is NULL. */
  static Row customer(String id, String kind, Object... values) {
    Object[] row = Arrays.copyOf(new Object[] {id, kind}, CUSTOMERS.size());
    System.arraycopy(values, 0, row, 2, values.length);
    return RowFactory.create(row);
  }

  /** Events whose first identifier is the customer. */
  static Dataset<Row> events(EventRows rows) {
    return CustomerTables.customerEvents(PROPERTIES)
        .select(rows.dataset().withColumn("customer_id", functions.expr("identifiers[0].value")));
  }

  static List<Audience> parse(String yaml) {
    return parse(yaml, NO_METRICS);
  }

  static List<Audience> parse(String yaml, Planner metrics) {
    Problems problems = new Problems();
    List<Audience> audiences = Audiences.parse(yaml, vocabulary(metrics), problems);
    assertThat(problems.list().stream().map(Problem::toString)).isEmpty();
    return audiences;
  }

  static List<String> problems(String yaml) {
    return problems(yaml, NO_METRICS);
  }

  static List<String> problems(String yaml, Planner metrics) {
    Problems problems = new Problems();
    Audiences.parse(yaml, vocabulary(metrics), problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  /** Audience and customer. */
  static RowsAssert assertMembers(
      List<Audience> audiences, Dataset<Row> customers, Dataset<Row> events, String asOf) {
    Map<String, Dataset<Row>> tables = Map.of("customers", customers, "customer_events", events);
    return RowsAssert.assertThat(members(audiences, NO_METRICS, tables, Instant.parse(asOf)))
        .columns("audience", "customer_id");
  }

  /** Audience and customer. */
  static Dataset<Row> members(
      List<Audience> audiences, Planner metrics, Map<String, Dataset<Row>> tables, Instant asOf) {
    return members(audiences, metrics, tables, EventSource.EVENTS, asOf);
  }

  /** Audience and customer, with what event conditions measure from a source. */
  static Dataset<Row> members(
      List<Audience> audiences,
      Planner metrics,
      Map<String, Dataset<Row>> tables,
      EventSource source,
      Instant asOf) {
    Dataset<Row> flags =
        Evaluation.flags(
            SharedSpark.session(), audiences, audiences, metrics, tables::get, source, asOf);
    return Evaluation.members(flags, audiences.stream().map(Audience::name).toList());
  }
}
