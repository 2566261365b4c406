package io.truecount.jobs.nightly;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A day that brings an earlier delivery of an event of the day before, with another payload. */
final class LateDeliveryTest {
  private static final String PROJECT =
      """
      lake = lake
      sources {
        web { format = json, path = "web/dt={date}/*.json"
          event { type = track, name = Seen, id = id, time = at, received = got }
          identifiers { user_id = user }
          contract { properties { price { type = double } } } }
      }
      identity { types { user_id { level = person, priority = 1 } } }
      """;
  private static final String FIRST = "2026-01-01/2026-01-02";
  private static final String SECOND = "2026-01-02/2026-01-03";
  private static final String THIRD = "2026-01-03/2026-01-04";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void repeating_the_day_gives_the_same_tables(TableFormat format) throws IOException {
    Files.writeString(folder.resolve("truecount.conf"), PROJECT);
    day("2026-01-01", event("1", 20, 5), event("2", 20, 5), event("3", 20, 5));
    day("2026-01-02", event("1", 10, 6), event("3", 30, 5), event("4", 20, 5));
    day("2026-01-03", event("5", 20, 5));
    Project project =
        Nightly.standard()
            .project(
                folder,
                new Overrides(
                    Optional.of(folder.resolve("lake").toString()),
                    Optional.of(folder.resolve("warehouse").toString()),
                    Optional.of(format)));
    try (SparkSession spark = Sessions.start(project.config().table())) {
      run(spark, project, FIRST);
      assertThat(table(spark, project, "events")).hasRows("1|1|20", "2|1|20", "3|1|20");

      run(spark, project, SECOND);
      assertThat(table(spark, project, "events")).hasRows("1|2|10", "2|1|20", "3|1|20", "4|2|20");
      assertThat(table(spark, project, "events_conflict")).hasRows("1|1|20");

      run(spark, project, SECOND);
      assertThat(table(spark, project, "events"))
          .as("repeated")
          .hasRows("1|2|10", "2|1|20", "3|1|20", "4|2|20");
      assertThat(table(spark, project, "events_conflict")).as("repeated").hasRows("1|1|20");

      run(spark, project, THIRD);
      run(spark, project, SECOND);
      assertThat(table(spark, project, "events"))
          .as("repeated after a later day")
          .hasRows("1|2|10", "2|1|20", "3|1|20", "4|2|20", "5|3|20");
      assertThat(table(spark, project, "events_conflict")).hasRows("1|1|20");

      day("2026-01-02", event("4", 20, 5));
      run(spark, project, SECOND);
      assertThat(table(spark, project, "events"))
          .as("the late delivery was a mistake")
          .hasRows("1|1|20", "2|1|20", "3|1|20", "4|2|20", "5|3|20");
      assertThat(table(spark, project, "events_conflict")).hasNoRows();
    }
  }

  private static void run(SparkSession spark, Project project, String interval) {
    Interval span = Interval.parse(interval);
    Run run = Run.of(span, span.end(), "hash", "test");
    RunContext context = new RunContext(spark, project, run, InstantSource.system());
    new IngestJob().run(context);
    context.publisher().publish(run, Instant.EPOCH);
  }

  /** Id, day of load and second of receipt. */
  private static Dataset<Row> table(SparkSession spark, Project project, String table) {
    Run run = Run.of(Interval.parse(FIRST), Instant.EPOCH, "hash", "test");
    return new RunContext(spark, project, run, InstantSource.system())
        .store()
        .read(table)
        .selectExpr("event_id", "day(loaded_at)", "second(received_at)");
  }

  private void day(String date, String... lines) throws IOException {
    Path file = folder.resolve("lake/web/dt=" + date + "/a.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static String event(String id, int second, int price) {
    return "{\"id\":\"%s\",\"at\":\"2026-01-01\",\"got\":\"2026-01-01T00:00:%dZ\",\"price\":%d}"
        .formatted(id, second, price);
  }
}
