package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.Kill.Moment;
import io.truecount.jobs.demo.generate.DemoLake;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /**
   * The steps to kill, the last one first: each finds what it reads staged, until ingest discards
   * it. Steps that are killed after their first write have several tables to write.
   */
  private static Map<String, Moment> latestFirst(TableFormat format) {
    Map<String, Moment> steps = new LinkedHashMap<>();
    if (format == TableFormat.DELTA) {
      steps.put("check", Moment.EARLY);
      steps.put("metrics", Moment.AFTER_FIRST_WRITE);
      steps.put("customers", Moment.EARLY);
      steps.put("ingest", Moment.AFTER_FIRST_WRITE);
    } else {
      steps.put("audiences", Moment.AFTER_FIRST_WRITE);
      steps.put("models", Moment.EARLY);
      steps.put("resolve", Moment.AFTER_FIRST_WRITE);
    }
    return steps;
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_run_killed_in_its_steps_and_run_again_gives_the_undisturbed_release(TableFormat format)
      throws Exception {
    Path warehouse = folder.resolve("disturbed-" + format);
    for (Step step : Nightly.standard().steps().subList(0, Nightly.standard().steps().size() - 2)) {
      finish(step.name(), warehouse, format);
    }
    List<Kill> kills = new ArrayList<>();
    for (Map.Entry<String, Moment> step : latestFirst(format).entrySet()) {
      Process process = start(step.getKey(), warehouse, format);
      kills.add(Kill.in(step.getKey(), step.getValue(), process, warehouse));
    }
    assertThat(kills)
        .as("kills before and after the first write of a step")
        .extracting(Kill::isAfterFirstWrite)
        .contains(false, true);
    kills.add(Kill.in("publish", Moment.EARLY, start("nightly", warehouse, format), warehouse));
    kills.forEach(System.out::println);
    List<String> killed = kills.stream().map(Kill::step).toList();
    assertThat(kills).extracting(Kill::ledger).isEqualTo(killed);
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
}
