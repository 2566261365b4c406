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
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.release.ReleaseViews;
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
 * prints the size of each audience. With {@code PROJECT WAREHOUSE PREFIX} it only reads the rows of
 * all that the audiences read. Both print the seconds without the start of Spark.
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
      System.out.println(new ObjectMapper().writeValueAsString(result));
    }
  }

  private static void scan(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
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
