package io.truecount.jobs;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.Runner;
import io.truecount.jobs.release.ReleaseViews;
import io.truecount.project.Project;
import io.truecount.project.TableDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A source format and a step from outside of Truecount are one class and one entry in a list each:
 * configuration, order, checks, releases and documentation follow from that.
 */
final class ExtensionTest {
  private static final Nightly NIGHTLY =
      Nightly.standard().with(PipeFormat.FORMAT).with(new EventNamesJob(), "check");

  private static final String CONF =
      """
      sources { web { format = %s, path = "web/*.txt"
        event { type = track, name = event, name-is-column = true, time = time }
        identifiers { user_id = user }
        contract { properties { user { type = string } } } } }
      identity { types { user_id { level = person, priority = 1 } } }
      checks { rows.event_names.min = 2, quarantine-share.max = 0.5 }
      """;

  private static final String LINES =
      """
      2026-03-01T10:00:00Z|Order|ann
      2026-03-01T11:00:00Z|Visit|bob
      2026-03-01T12:00:00Z|Order|bob
      no record
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_format_and_a_step_need_no_other_change(TableFormat tables) throws IOException {
    Project project = project("pipe", tables);
    assertThat(TableDocs.markdown(project))
        .contains("## event_names\nOne row is one name of events. Key: name.");
    try (SparkSession spark = Sessions.start(project.config().table())) {
      assertThatThrownBy(() -> run(spark, project, "event-names"))
          .isInstanceOf(TruecountException.class)
          .hasMessageContaining("there is no table events yet")
          .hasMessageContaining("run ingest first");

      run(spark, project, Nightly.NAME);
      ReleaseViews.register(spark, project, Optional.empty());
      assertThat(spark.table("event_names"))
          .columns("name", "events")
          .hasRows("Order|2", "Visit|1");
      assertThat(spark.table("events"))
          .columns("identifiers.value")
          .hasRows("[ann]", "[bob]", "[bob]");
      assertThat(spark.table("quarantine")).columns("reason", "position").hasRows("unparsable|4");
    }
  }

  @Test
  void a_format_that_is_not_in_the_list_is_unknown() {
    assertThatThrownBy(() -> project("pip", TableFormat.DELTA))
        .hasMessageContaining("unknown source format \"pip\"")
        .hasMessageContaining("did you mean \"pipe\"?");
  }

  @Test
  void a_name_of_a_step_occurs_once_and_one_that_is_named_exists() {
    assertThatThrownBy(() -> NIGHTLY.with(new EventNamesJob(), "check"))
        .hasMessage("Invalid nightly: a step's name occurs twice");
    assertThatThrownBy(() -> Nightly.standard().with(new EventNamesJob(), "chek"))
        .hasMessageStartingWith("Invalid step: chek (must be one of [ingest, ");
  }

  private Project project(String format, TableFormat tables) throws IOException {
    Path lake = folder.resolve("lake");
    Files.createDirectories(lake.resolve("web"));
    Files.writeString(lake.resolve("web/a.txt"), LINES);
    Files.writeString(folder.resolve("truecount.conf"), CONF.formatted(format));
    return NIGHTLY.project(
        folder,
        new Overrides(
            Optional.of(lake.toString()),
            Optional.of(folder.resolve("warehouse").toString()),
            Optional.of(tables)));
  }

  private static void run(SparkSession spark, Project project, String steps) {
    Interval day = Interval.parse("2026-03-01/2026-03-02");
    Run run = Run.of(day, Instant.parse("2026-03-02T00:00:00Z"), project.config().hash(), "code");
    RunContext context = new RunContext(spark, project, run, InstantSource.system());
    Runner.run(NIGHTLY, context, NIGHTLY.named(steps), Duration.ZERO);
  }
}
