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
import io.truecount.testkit.EventRows;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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

  private AudienceFixture() {}

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
    Problems problems = new Problems();
    List<Audience> audiences = Audiences.parse(yaml, CUSTOMERS, EVENTS, problems);
    assertThat(problems.list().stream().map(Problem::toString)).isEmpty();
    return audiences;
  }

  static List<String> problems(String yaml) {
    Problems problems = new Problems();
    Audiences.parse(yaml, CUSTOMERS, EVENTS, problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  /** Audience and customer. */
  static RowsAssert assertMembers(
      List<Audience> audiences, Dataset<Row> customers, Dataset<Row> events, String asOf) {
    return RowsAssert.assertThat(
            Evaluation.members(audiences, customers, events, Instant.parse(asOf)))
        .columns("audience", "customer_id");
  }
}
