package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A warehouse that an earlier version has made is taken over: its release can be queried, the next
 * night goes on with it, and ends with what a new warehouse has. The warehouses below {@code
 * resources/upgrade} were written by the nightly of 2026-03-01 of version 69f1e01. Iceberg's
 * metadata names the folder that they were made in, so that they are unpacked there.
 */
final class UpgradeTest {
  private static final Path OLD = Path.of("/tmp/truecount-upgrade");
  private static final Path INPUT =
      Path.of(System.getProperty("truecount.root"), "jobs/src/test/resources/upgrade");
  private static final String FIRST = "2026-03-01/2026-03-02";
  private static final String SECOND = "2026-03-02/2026-03-03";

  /** What both warehouses must hold alike; customers' ids are of the run that made them. */
  private static final List<String> ALIKE =
      List.of(
          "SELECT concat_ws('|', source, event_id, type, occurred_at, properties, extra) FROM events",
          "SELECT concat_ws('|', source, reason, raw) FROM quarantine",
          "SELECT string_agg(type || '=' || value, ' ' ORDER BY type, value) FROM identity_map"
              + " GROUP BY customer_id",
          "SELECT concat_ws('|', kind, email, event_count, first_seen) FROM customers",
          "SELECT concat_ws('|', metric, grain, period, value) FROM metrics",
          "SELECT concat_ws('|', source, accepted, identifier_paths::VARCHAR) FROM ingest_counts"
              + " WHERE run_id = '20260302T000000Z-20260303T000000Z'",
          "SELECT concat_ws('|', audience, entered_at, left_at) FROM audience_members");

  @TempDir Path folder;

  @AfterEach
  void remove() throws IOException {
    FileUtils.deleteDirectory(OLD.toFile());
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_next_night_goes_on_with_the_warehouse_of_an_earlier_version(TableFormat format)
      throws IOException, SQLException {
    Path old = unpacked(format);
    List<String> customers = ids(old, format);
    assertThat(revenue(old, format)).contains("30.5");
    assertThat(run(old, format, "run", "customers", "--interval", SECOND).err())
        .contains("the table identity_attributions has no column", "identifiers")
        .contains("run resolve first");

    nightly(old, format, SECOND);
    nightly(folder.resolve("new"), format, FIRST);
    nightly(folder.resolve("new"), format, SECOND);

    Tables upgraded = Tables.of(old, format);
    Tables made = Tables.of(folder.resolve("new"), format);
    for (String query : ALIKE) {
      String sorted = query + " ORDER BY 1";
      assertThat(upgraded.query(sorted)).as(query).isNotEmpty().isEqualTo(made.query(sorted));
    }
    assertThat(ids(old, format)).containsAll(customers);
    assertThat(revenue(old, format, "--release", "1")).contains("30.5");
    assertThat(revenue(old, format)).contains("35.75");
  }

  private static List<String> ids(Path warehouse, TableFormat format)
      throws IOException, SQLException {
    return Tables.of(warehouse, format).query("SELECT customer_id FROM customers");
  }

  private static void nightly(Path warehouse, TableFormat format, String interval) {
    Cli run =
        run(
            warehouse,
            format,
            "run",
            "nightly",
            "--lake",
            INPUT.resolve("lake").toString(),
            "--interval",
            interval);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String revenue(Path warehouse, TableFormat format, String... more) {
    List<String> command =
        new ArrayList<>(List.of("metrics", "query", "revenue", "--output", "csv"));
    command.addAll(List.of(more));
    Cli query = run(warehouse, format, command.toArray(String[]::new));
    assertThat(query.exitCode()).as(query.err()).isZero();
    return query.out();
  }

  private static Cli run(Path warehouse, TableFormat format, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--project", INPUT.resolve("project").toString()));
    all.addAll(List.of("--warehouse", warehouse.toString()));
    all.addAll(List.of("--format", name(format)));
    return Cli.run(all.toArray(String[]::new));
  }

  private static Path unpacked(TableFormat format) throws IOException {
    Path warehouse = OLD.resolve(name(format));
    FileUtils.deleteDirectory(warehouse.toFile());
    try (InputStream file =
            Objects.requireNonNull(
                UpgradeTest.class.getResourceAsStream("/upgrade/" + name(format) + ".zip"));
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = warehouse.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(Objects.requireNonNull(target.getParent()));
          Files.copy(zip, target);
        }
      }
    }
    return warehouse;
  }

  private static String name(TableFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
