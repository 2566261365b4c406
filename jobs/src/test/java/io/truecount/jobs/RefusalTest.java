package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.generate.DemoLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failed check keeps the last release, exits 3 and says why. */
@Tag("faults")
final class RefusalTest {
  private static final Path CONF = Path.of(System.getProperty("truecount.root"), "conf");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_failed_check_leaves_the_last_release_as_it_is(TableFormat format)
      throws IOException, SQLException {
    DemoLake.write(new DemoLake.Options(40, 5, folder.resolve("lake")));
    Cli first = nightly(format, CONF, "2026-01-01/2026-02-16");
    assertThat(first.exitCode()).as(first.err()).isZero();
    Map<String, List<String>> before = Tables.of(warehouse(), format).contents();

    Cli refused = nightly(format, strict(), "2026-02-16/2026-03-02");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .contains("check rows failed", "customers", "at least 1000000", "the last release stands");
    Tables after = Tables.of(warehouse(), format);
    assertThat(after.contents()).isEqualTo(before);
    assertThat(
            after.query(
                "SELECT string_agg(status, ' ' ORDER BY status) FROM runs WHERE step IN ('check', 'publish')"))
        .containsExactly("refused succeeded succeeded");

    Cli again = nightly(format, CONF, "2026-02-16/2026-03-02");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Tables.of(warehouse(), format).query("SELECT max(release) FROM releases"))
        .containsExactly("2");
  }

  private Cli nightly(TableFormat format, Path project, String interval) {
    return Cli.run(
        "run",
        "nightly",
        "--project",
        project.toString(),
        "--lake",
        folder.resolve("lake").toString(),
        "--warehouse",
        warehouse().toString(),
        "--interval",
        interval,
        "--format",
        format.name().toLowerCase(Locale.ROOT));
  }

  /** The example project with a check that cannot hold. */
  private Path strict() throws IOException {
    Path project = folder.resolve("strict");
    Files.createDirectories(project);
    String text = Files.readString(CONF.resolve("truecount.conf"));
    Files.writeString(
        project.resolve("truecount.conf"),
        text.replace("customers { min = 1 }", "customers { min = 1000000 }")
            .replaceAll("(?m)^  parity .*$", ""));
    return project;
  }

  private Path warehouse() {
    return folder.resolve("warehouse");
  }
}
