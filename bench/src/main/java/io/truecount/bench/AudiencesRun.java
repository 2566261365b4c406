package io.truecount.bench;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.audience.Audience;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.Evaluation;
import io.truecount.audience.EventSource;
import io.truecount.config.Overrides;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.MetricQueries;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.rollup.RollupViews;
import io.truecount.metric.rollup.SharedPlans;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import io.truecount.project.Project;
import io.truecount.source.PlainFiles;
import io.truecount.table.Release;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the members of the audiences whose names begin with a prefix, over the last release: {@code
 * PROJECT WAREHOUSE PREFIX OUT}. Writes the flags of all customers and the members as Parquet, and
 * prints the size of each audience. With {@code metrics} behind these it also computes the metrics
 * whose names begin with the prefix and {@code metric_}, as a whole and by day. With {@code PROJECT
 * WAREHOUSE PREFIX} it only reads the rows of all that the audiences read. All print the seconds
 * without the start of Spark.
 */
public final class AudiencesRun {
  private static final List<String> SOURCES =
      List.of("customer_events", "customers", "orders", "page_views");

  private AudiencesRun() {}

  public static void main(String[] args) throws IOException {
    Overrides warehouse = new Overrides(Optional.empty(), Optional.of(args[1]), Optional.empty());
    Project project = Nightly.standard().project(Path.of(args[0]), warehouse);
    List<Audience> audiences =
        project.audiences().stream().filter(a -> a.name().startsWith(args[2])).toList();
    try (SparkSession session = Sessions.start(project.config().table())) {
      Release release = ReleaseViews.register(session, project, Optional.empty());
      Map<String, Object> result = new LinkedHashMap<>();
      long start = System.nanoTime();
      if (args.length > 3) {
        result.putAll(sizes(audiences, members(session, project, release, audiences, args[3])));
      } else {
        SOURCES.forEach(source -> scan(session.table(source)));
      }
      result.put("seconds", (System.nanoTime() - start) / 1e9);
      if (args.length > 4) {
        result.put("metrics", metrics(session, project.planner(), args[2] + "metric_", args[3]));
        result.put("seconds_with_metrics", (System.nanoTime() - start) / 1e9);
      }
      System.out.println(new ObjectMapper().writeValueAsString(result));
    }
  }

  private static void scan(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }

  /** As the step after the audiences does, but for its stored rollups. */
  private static int metrics(SparkSession session, Planner planner, String prefix, String out) {
    List<String> names =
        planner.manifest().metricNames().stream().filter(n -> n.startsWith(prefix)).toList();
    List<String> whole = names.stream().filter(planner::canBeTotalled).toList();
    List<String> daily = names.stream().filter(planner::hasDays).toList();
    SharedPlans plans =
        SharedPlans.of(
            planner.context(),
            Map.of(
                "whole", MetricQueries.query(whole, List.of(), planner.manifest()),
                "daily",
                    MetricQueries.query(daily, List.of(MetricQueries.DAY), planner.manifest())));
    RollupViews.register(session, plans.rollups());
    plans
        .plans()
        .forEach(
            (name, plan) ->
                PlainFiles.replaceTable(
                    session.sql(plan.sql(Dialect.SPARK, TableNames.bare())),
                    out + "/metrics_" + name));
    return names.size();
  }

  private static Dataset<Row> members(
      SparkSession session,
      Project project,
      Release release,
      List<Audience> audiences,
      String out) {
    EventSource events = measures(session, audiences, out + "/" + AudienceTables.MEASURES);
    Dataset<Row> flags =
        Evaluation.flags(
            session,
            audiences,
            project.audiences(),
            project.planner(),
            session::table,
            events,
            release.asOf());
    PlainFiles.replaceTable(flags, out + "/" + AudienceTables.FLAGS);
    Dataset<Row> stored = PlainFiles.read(session, out + "/" + AudienceTables.FLAGS);
    List<String> names = audiences.stream().map(Audience::name).toList();
    PlainFiles.replaceTable(Evaluation.members(stored, names), out + "/audience_members");
    return PlainFiles.read(session, out + "/audience_members");
  }

  /** Keeps what events come to by customer and day, as a first nightly does. */
  private static EventSource measures(
      SparkSession session, List<Audience> audiences, String folder) {
    Optional<Dataset<Row>> measures = Evaluation.measures(session, audiences, session::table);
    if (measures.isEmpty()) {
      return EventSource.EVENTS;
    }
    PlainFiles.replaceTable(measures.orElseThrow(), folder);
    PlainFiles.read(session, folder).createOrReplaceTempView(AudienceTables.MEASURES);
    return EventSource.DAYS;
  }

  private static Map<String, Long> sizes(List<Audience> audiences, Dataset<Row> members) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    audiences.forEach(audience -> sizes.put(audience.name(), 0L));
    members
        .groupBy(AudienceTables.AUDIENCE)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> sizes.put(row.getString(0), row.getLong(1)));
    return sizes;
  }
}
