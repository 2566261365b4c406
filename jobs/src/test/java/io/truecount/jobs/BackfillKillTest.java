package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.Kill.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backfill that is killed when it has staged some of its tables, and is repeated. */
@Tag("faults")
final class BackfillKillTest {
  private static final String EARLY =
      "audience: { name: early, where: { event: Order, within: 1 day } }";

  @TempDir static Path folder;
  private static Map<String, List<String>> before = Map.of();
  private static Map<String, List<String>> undisturbed = Map.of();

  /** What a run gives does not depend on the format, so that one undisturbed run is enough. */
  @BeforeAll
  static void calm() throws Exception {
    SmallNightly calm = published("calm", TableFormat.DELTA);
    before = Tables.of(calm.warehouse(), TableFormat.DELTA).contents();
    finish(calm, TableFormat.DELTA);
    undisturbed = Tables.of(calm.warehouse(), TableFormat.DELTA).contents();
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_killed_backfill_publishes_nothing_and_repeated_gives_the_undisturbed_release(
      TableFormat format) throws Exception {
    SmallNightly nightly = published(name(format), format);
    Process process = MainProcess.start(List.of(arguments(nightly, format)));
    Kill kill = Kill.in("backfill", Moment.AFTER_FIRST_WRITE, process, nightly.warehouse());
    assertThat(kill.isAfterFirstWrite()).isTrue();
    assertThat(Tables.of(nightly.warehouse(), format).contents()).isEqualTo(before);

    finish(nightly, format);
    Tables found = Tables.of(nightly.warehouse(), format);
    assertThat(found.contents()).isEqualTo(undisturbed).isNotEqualTo(before);
    assertThat(found.query("SELECT step FROM runs WHERE status = 'killed'"))
        .containsExactly("backfill");
    assertThat(
            found.query("SELECT string_agg(release::VARCHAR, ' ' ORDER BY release) FROM releases"))
        .containsExactly("1 2");
  }

  /** A warehouse whose first release does not have the audience yet. */
  private static SmallNightly published(String name, TableFormat format) throws IOException {
    SmallNightly nightly = SmallNightly.in(folder.resolve(name));
    Cli run = nightly.nightly(name(format));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return nightly.project("audiences/early.yml", EARLY);
  }

  private static void finish(SmallNightly nightly, TableFormat format) {
    Cli run = Cli.run(arguments(nightly, format));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String[] arguments(SmallNightly nightly, TableFormat format) {
    return Stream.of(
            Stream.of("audiences", "backfill", "early", "--from", "2026-03-01"),
            Stream.of("--to", "2026-03-02", "--format", name(format)),
            Stream.of("--project", nightly.folder().resolve("project").toString()),
            Stream.of("--warehouse", nightly.warehouse().toString()))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  private static String name(TableFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
