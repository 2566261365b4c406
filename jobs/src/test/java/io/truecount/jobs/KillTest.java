package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.demo.generate.DemoLake;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Steps in a process of their own, as a scheduler runs them, and a whole nightly, each killed in
 * the middle of its work; the run after the last kill must give what an undisturbed run gives. The
 * two formats share the steps between them, but both are killed while they publish.
 */
@Tag("faults")
final class KillTest {
  /** Long enough to be at work, short enough not to be done. */
  private static final int INTO_THE_STEP_MILLIS = 100;

  @TempDir static Path folder;
  private static Map<String, List<String>> undisturbed = Map.of();

  /** What a run gives does not depend on the format, so that one undisturbed run is enough. */
  @BeforeAll
  static void calm() throws IOException, SQLException {
    DemoLake.write(new DemoLake.Options(40, 5, folder.resolve("lake")));
    Path calm = folder.resolve("calm");
    finish("nightly", calm, TableFormat.DELTA);
    undisturbed = Tables.of(calm, TableFormat.DELTA).contents();
  }

  /** Each finds staged what it reads, until ingest begins anew. */
  private static List<String> latestFirst(TableFormat format) {
    return format == TableFormat.DELTA
        ? List.of("check", "metrics", "customers", "ingest")
        : List.of("audiences", "models", "resolve");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_run_killed_in_its_steps_and_run_again_gives_the_undisturbed_release(TableFormat format)
      throws Exception {
    Path warehouse = folder.resolve("disturbed-" + format);
    for (Step step : Nightly.standard().steps().subList(0, Nightly.standard().steps().size() - 2)) {
      finish(step.name(), warehouse, format);
    }
    List<String> killed = new ArrayList<>(latestFirst(format));
    for (String step : killed) {
      killIn(step, start(step, warehouse, format));
    }
    killIn("publish", start("nightly", warehouse, format));
    killed.add("publish");
    finish("nightly", warehouse, format);
    Tables found = Tables.of(warehouse, format);
    assertThat(found.contents()).isEqualTo(undisturbed);
    assertThat(found.query("SELECT string_agg(release::VARCHAR, ' ') FROM releases"))
        .containsExactly("1");
    assertThat(found.query("SELECT step FROM runs WHERE status = 'killed' ORDER BY started_at"))
        .containsExactlyElementsOf(killed);
  }

  private static Process start(String step, Path warehouse, TableFormat format) throws IOException {
    return MainProcess.start(arguments(step, warehouse, format));
  }

  private static void finish(String step, Path warehouse, TableFormat format) {
    Cli run = Cli.run(arguments(step, warehouse, format).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static List<String> arguments(String step, Path warehouse, TableFormat format) {
    return List.of(
        "run",
        step,
        "--interval",
        DemoLake.INTERVAL,
        "--project",
        System.getProperty("truecount.root") + "/conf",
        "--lake",
        folder.resolve("lake").toString(),
        "--warehouse",
        warehouse.toString(),
        "--format",
        format.name().toLowerCase(Locale.ROOT));
  }

  /** Reads what the process tells on its terminal until the step begins. */
  private static void killIn(String step, Process process)
      throws IOException, InterruptedException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (InputStream err = process.getErrorStream()) {
      while (!said.toString(UTF_8).endsWith("… " + step)) {
        int next = err.read();
        assertThat(next).as("%s never began: %s", step, said.toString(UTF_8)).isNotNegative();
        said.write(next);
      }
      TimeUnit.MILLISECONDS.sleep(INTO_THE_STEP_MILLIS);
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as("killed in " + step).isEqualTo(137);
  }
}
