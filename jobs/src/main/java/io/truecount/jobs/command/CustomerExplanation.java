package io.truecount.jobs.command;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.apache.spark.sql.functions.col;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.ExplainedEvents;
import io.truecount.audience.Explanation;
import io.truecount.audience.MemberExplanation;
import io.truecount.event.EventTables;
import io.truecount.jobs.release.PublishedMembership;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Why one customer is, or is not, a member of one audience.
 *
 * @param member by the definition of the project, over the tables of the release
 * @param published what the release says
 * @param events by the number of their condition, the latest first
 */
record CustomerExplanation(
    Audience audience,
    String customer,
    Instant asOf,
    boolean member,
    PublishedMembership published,
    Explanation tree,
    Map<Integer, List<Event>> events) {
  /** An event that a condition counts. */
  record Event(
      Instant occurredAt, String source, String id, String name, Optional<String> measured) {}

  /** Computes it from the views of a session. */
  static CustomerExplanation of(
      SparkSession spark,
      Project project,
      Audience audience,
      String customer,
      Instant asOf,
      int limit) {
    MemberExplanation explanation =
        MemberExplanation.of(audience, project.audiences(), project.planner(), asOf);
    Row row = ofCustomer(spark, explanation.plan(), customer).collectAsList().get(0);
    return new CustomerExplanation(
        audience,
        customer,
        asOf,
        row.<Boolean>getAs(MemberExplanation.MEMBER),
        PublishedMembership.of(spark, audience.name(), customer),
        explanation.of(row),
        events(spark, explanation.events(), customer, limit));
  }

  private static Dataset<Row> ofCustomer(SparkSession spark, Plan plan, String customer) {
    return spark
        .sql(plan.sql(Dialect.SPARK, TableNames.bare()))
        .where(col(AudienceTables.CUSTOMER_ID).equalTo(customer));
  }

  private static Map<Integer, List<Event>> events(
      SparkSession spark, ExplainedEvents events, String customer, int limit) {
    return events
        .plan()
        .map(plan -> events.latest(ofCustomer(spark, plan, customer), limit).collectAsList())
        .orElse(List.of())
        .stream()
        .collect(
            groupingBy(
                row -> row.<Integer>getAs(ExplainedEvents.CONDITION),
                TreeMap::new,
                mapping(CustomerExplanation::event, toList())));
  }

  private static Event event(Row row) {
    @Nullable String measured = row.getAs(ExplainedEvents.MEASURED);
    return new Event(
        row.<Timestamp>getAs(EventTables.OCCURRED_AT).toInstant(),
        row.getAs(EventTables.SOURCE),
        row.getAs(EventTables.EVENT_ID),
        row.getAs(EventTables.NAME),
        Optional.ofNullable(measured));
  }

  /** Whether the release evaluated another definition. */
  boolean isRedefined() {
    return published.definition().filter(hash -> !hash.equals(audience.hash())).isPresent();
  }
}
