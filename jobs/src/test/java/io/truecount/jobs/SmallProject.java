package io.truecount.jobs;

import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** A project of a few files, and its steps without a lake: what they read is staged empty. */
public record SmallProject(Path folder) {
  private static final String CONF =
      """
      sources {
        orders {
          format = csv
          path = "orders/*.csv"
          event { type = track, name = "Order", time = at }
          identifiers { user_id = user }
          contract { properties { revenue { type = decimal } } }
        }
      }
      identity { types { user_id { level = person, priority = 1 } } }
      """;

  private static final Set<String> READ =
      Set.of("events", "ingest_counts", "identity_attributions", "audience_members");

  public static SmallProject in(Path folder) throws IOException {
    return new SmallProject(folder).with("truecount.conf", CONF);
  }

  public SmallProject with(String file, String text) throws IOException {
    Path path = folder.resolve("project").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return this;
  }

  /** More of the configuration. */
  public SmallProject configured(String more) throws IOException {
    return with("truecount.conf", CONF + more);
  }

  Project project() {
    Overrides overrides =
        new Overrides(
            Optional.empty(),
            Optional.of(folder.resolve("warehouse").toString()),
            Optional.of(TableFormat.DELTA));
    return Nightly.standard().project(folder.resolve("project"), overrides);
  }

  /** Runs steps of the nightly of one day in 2026-03. */
  public void run(int day, Consumer<RunContext> steps) throws IOException {
    Project project = project();
    String first = "2026-03-%02d".formatted(day);
    Run run =
        Run.of(
            Interval.parse(first + "/2026-03-%02d".formatted(day + 1)),
            Instant.parse(first + "T00:00:00Z"),
            "config",
            "code");
    try (SparkSession spark = Sessions.start(project.config().table())) {
      RunContext context = new RunContext(spark, project, run, InstantSource.system());
      project.tables().stream()
          .filter(table -> READ.contains(table.name()) && !context.store().exists(table.name()))
          .forEach(table -> context.staging().overwrite(table, table.empty(spark)));
      steps.accept(context);
    }
  }

  /** What was staged becomes a release, checked or not. */
  public static void publish(RunContext context) {
    context.publisher().publish(context.run(), Instant.EPOCH);
  }
}
