package io.truecount.jobs.release;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.AudienceTables;
import io.truecount.audience.Exclusions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a release says of one customer and one audience.
 *
 * @param since since when it is a member; empty when it is none
 * @param definition hash of the definition that the release evaluated; empty for none
 * @param excluded why the member is not sent to, such as {@code holdout spring}
 */
public record PublishedMembership(
    Optional<Instant> since, Optional<String> definition, Optional<String> excluded) {
  /** Reads it from the views of a session. */
  public static PublishedMembership of(SparkSession spark, String audience, String customer) {
    return new PublishedMembership(
        one(ofCustomer(spark, AudienceTables.members().name(), audience, customer)
                .where(col(AudienceTables.LEFT_AT).isNull()))
            .map(row -> instant(row.getAs(AudienceTables.ENTERED_AT))),
        one(spark
                .table(AudienceTables.sizes().name())
                .where(col(AudienceTables.AUDIENCE).equalTo(audience))
                .orderBy(col(AudienceTables.AS_OF).desc(), col(AudienceTables.RUN_ID).desc()))
            .map(row -> row.getAs(AudienceTables.DEFINITION_HASH)),
        excluded(spark, audience, customer));
  }

  private static Optional<String> excluded(SparkSession spark, String audience, String customer) {
    String table = Exclusions.table().name();
    if (!spark.catalog().tableExists(table)) {
      return Optional.empty();
    }
    return one(ofCustomer(spark, table, audience, customer))
        .map(
            row ->
                "%s %s"
                    .formatted(
                        row.<String>getAs(AudienceTables.REASON),
                        row.<String>getAs(Exclusions.LIST)));
  }

  private static Dataset<Row> ofCustomer(
      SparkSession spark, String table, String audience, String customer) {
    return spark
        .table(table)
        .where(col(AudienceTables.AUDIENCE).equalTo(audience))
        .where(col(AudienceTables.CUSTOMER_ID).equalTo(customer));
  }

  private static Optional<Row> one(Dataset<Row> rows) {
    List<Row> first = rows.limit(1).collectAsList();
    return first.stream().findFirst();
  }

  private static Instant instant(Object value) {
    return value instanceof java.sql.Timestamp time ? time.toInstant() : (Instant) value;
  }
}
