package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.generate.DemoLake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A nightly in a process of its own, killed in the middle of a step, again and again; the run after
 * the last kill must give what an undisturbed run gives. The two formats share the steps between
 * them, but both are killed while they publish.
 */
@Tag("faults")
final class KillTest {
  /** Long enough to be at work, short enough not to be done. */
  private static final int INTO_THE_STEP_MILLIS = 100;

  @TempDir static Path folder;

  @BeforeAll
  static void lake() {
    DemoLake.write(new DemoLake.Options(40, 5, folder.resolve("lake")));
  }

  private static List<String> steps(TableFormat format) {
    return format == TableFormat.DELTA
        ? List.of("ingest", "customers", "metrics", "check", "publish")
        : List.of("resolve", "models", "audiences", "publish");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_run_killed_in_its_steps_and_run_again_gives_the_undisturbed_release(TableFormat format)
      throws Exception {
    Path calm = folder.resolve("calm-" + format);
    assertThat(finish(start(calm, format))).isZero();
    Path disturbed = folder.resolve("disturbed-" + format);
    for (String step : steps(format)) {
      killIn(step, start(disturbed, format));
    }
    assertThat(finish(start(disturbed, format))).isZero();
    Tables expected = Tables.of(calm, format);
    Tables found = Tables.of(disturbed, format);
    assertThat(found.contents()).isEqualTo(expected.contents());
    assertThat(found.query("SELECT string_agg(release::VARCHAR, ' ') FROM releases"))
        .containsExactly("1");
  }

  private static Process start(Path warehouse, TableFormat format) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of(System.getProperty("truecount.root"), "bin", "jvm.options"));
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dtruecount.terminal=true"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "nightly", "--interval", DemoLake.INTERVAL));
    command.addAll(List.of("--project", System.getProperty("truecount.root") + "/conf"));
    command.addAll(List.of("--lake", folder.resolve("lake").toString()));
    command.addAll(List.of("--warehouse", warehouse.toString()));
    command.addAll(List.of("--format", format.name().toLowerCase(Locale.ROOT)));
    return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static int finish(Process process) throws IOException, InterruptedException {
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    int exitCode = process.waitFor();
    assertThat(exitCode).as(said).isZero();
    return exitCode;
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
