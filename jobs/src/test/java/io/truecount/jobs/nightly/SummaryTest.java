package io.truecount.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.error.TruecountException;
import io.truecount.jobs.SmallNightly;
import io.truecount.jobs.cli.Sessions;
import io.truecount.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The summary of a run is that of its tables, whichever processes its steps ran in. */
final class SummaryTest {
  private static final Interval DAY = Interval.parse(SmallNightly.DAY);

  @TempDir Path folder;

  /** On Iceberg alone: a summary reads rows of tables, which no format decides. */
  @Test
  void steps_in_processes_of_their_own_end_with_the_summary_of_the_whole() throws IOException {
    SmallNightly files =
        SmallNightly.everyStep(folder).lake("web/dt=2026-03-01/blank.json", "  \n");
    Project project = project();
    try (SparkSession spark = Sessions.start(project.config().table())) {
      ObjectNode whole = json(run(spark, project, Nightly.NAME));
      assertThat(whole.get("warnings").findValuesAsText("check"))
          .containsExactly("silent-files", "quarantine-share");

      ObjectNode loaded = json(run(spark, project, "ingest"));
      assertThat(loaded.get("records")).isEqualTo(whole.get("records"));
      assertThat(loaded.get("warnings").findValuesAsText("check")).containsExactly("silent-files");
      assertThat(loaded.has("release")).isFalse();
      assertThat(loaded.get("metrics")).isEmpty();

      ObjectNode last = loaded;
      for (String step :
          List.of("resolve", "customers", "models", "audiences", "metrics", "check", "publish")) {
        last = json(run(spark, project, step));
      }
      assertThat(last).isEqualTo(whole);

      files.configured("checks.quarantine-share.max = 0.1");
      RunContext refused = context(spark, project());
      assertThatThrownBy(() -> run(refused, Nightly.NAME)).isInstanceOf(TruecountException.class);
      ObjectNode said = json(refused);
      assertThat(said.get("refused_by").findValuesAsText("check"))
          .containsExactly("quarantine-share");
      assertThat(said.get("metrics")).isEqualTo(whole.get("metrics"));
      assertThat(said.get("quarantine")).isEqualTo(whole.get("quarantine"));
      assertThat(said.has("release")).isFalse();
    }
  }

  private Project project() {
    return Nightly.standard()
        .project(
            folder.resolve("project"),
            new Overrides(
                Optional.of(folder.resolve("lake").toString()),
                Optional.of(folder.resolve("warehouse").toString()),
                Optional.of(TableFormat.ICEBERG)));
  }

  private static RunContext context(SparkSession spark, Project project) {
    Run run = Run.of(DAY, DAY.end(), project.config().hash(), "code");
    return new RunContext(spark, project, run, InstantSource.system());
  }

  private static RunContext run(SparkSession spark, Project project, String steps) {
    RunContext context = context(spark, project);
    run(context, steps);
    return context;
  }

  private static void run(RunContext context, String steps) {
    Nightly nightly = Nightly.standard();
    Runner.run(nightly, context, nightly.named(steps), Duration.ZERO);
  }

  private static ObjectNode json(RunContext context) {
    return new SummaryPrinter(context, 0, Optional.empty()).json();
  }
}
