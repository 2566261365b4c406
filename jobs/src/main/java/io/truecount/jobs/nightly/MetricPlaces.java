package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;

import io.truecount.error.TruecountException;
import io.truecount.metric.check.ColumnQueries;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the metrics whose SQL holds a piece of SQL that failed. A run computes many metrics in one
 * statement, so that the piece, not the statement, leads to them. Cost: every metric is planned; no
 * job runs.
 */
final class MetricPlaces {
  private static final int MOST_NAMES = 3;

  private final Planner planner;

  MetricPlaces(Planner planner) {
    this.planner = planner;
  }

  /**
   * {@code file:line} of the entity, dimension or measure whose expression holds the piece, else of
   * the first metric, and the names of the metrics:
   *
   * <pre>
   *   CAST(src.mail AS INT)   metrics/m.yml:7, metrics mails and mails_per_order
   * </pre>
   */
  Optional<String> of(String fragment) {
    if (fragment.isBlank()) {
      return Optional.empty();
    }
    List<Metric> metrics =
        planner.manifest().metrics().stream().filter(metric -> holds(metric, fragment)).toList();
    Stream<String> columns =
        ColumnQueries.of(planner.manifest(), Dialect.SPARK, TableNames.bare()).stream()
            .filter(query -> query.sql().contains(fragment))
            .map(ColumnQueries.ColumnQuery::where);
    return Stream.concat(columns, metrics.stream().map(metric -> metric.header().where()))
        .findFirst()
        .map(where -> where + names(metrics));
  }

  private static String names(List<Metric> metrics) {
    if (metrics.isEmpty()) {
      return "";
    }
    int more = metrics.size() - MOST_NAMES;
    return metrics.stream()
            .limit(MOST_NAMES)
            .map(Metric::name)
            .collect(joining(", ", metrics.size() == 1 ? ", metric " : ", metrics ", ""))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  /** A metric that cannot be planned must not hide the failure that is looked for. */
  private boolean holds(Metric metric, String fragment) {
    try {
      return sql(metric).contains(fragment);
    } catch (TruecountException notPlanned) {
      return false;
    }
  }

  private String sql(Metric metric) {
    ItemName time = ItemName.parse(ItemName.METRIC_TIME, planner.manifest());
    return planner
        .plan(MetricQuery.of(List.of(metric.name()), List.of(time)))
        .sql(Dialect.SPARK, TableNames.bare());
  }
}
