package io.truecount.audience;

import io.truecount.customer.CustomerTables;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.plan.EntityMetrics;
import io.truecount.metric.plan.EntityRows;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.Filter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Customers as the planner of metrics knows them: an entity, and the table with its keys. */
final class Customers {
  static final String ENTITY = "customer";

  private Customers() {}

  static EntityRows rows(Planner planner) {
    return new EntityRows(
        planner.context(),
        ENTITY,
        new TableName("", CustomerTables.CUSTOMERS),
        CustomerTables.CUSTOMER_ID);
  }

  static EntityMetrics metrics(Planner planner, Instant asOf) {
    return new EntityMetrics(planner.context(), ENTITY, time(asOf));
  }

  /** The filters were examined when they were read. */
  static EntityMetrics.Requested requested(MetricValue value, Planner planner, Instant asOf) {
    List<WhereFilter> where =
        value.where().stream().map(text -> new WhereFilter(text, "where")).toList();
    return new EntityMetrics.Requested(
        value.metric(),
        Filter.parse(where, planner.manifest()),
        value.within().map(window -> time(window.start(asOf))));
  }

  /** An instant as the planner of metrics has times: in UTC. */
  static LocalDateTime time(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
