package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The law of change: whatever a project adds, removes, renames and widens between two nights, every
 * night succeeds; events keep the values that they were loaded with; and when the loads are
 * repeated, every table equals that of a fresh warehouse, up to customer ids.
 */
final class ProjectChangesTest {
  @TempDir Path folder;

  /** On Iceberg: the test below. */
  @Test
  void changes_between_nights_break_no_run_and_lose_no_value() throws IOException, SQLException {
    nights(TableFormat.DELTA, 34, 3);
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource({"DELTA, 12", "ICEBERG, 14"})
  void many_nights_with_many_changes(TableFormat format, long seed)
      throws IOException, SQLException {
    nights(format, seed, 6);
  }

  private void nights(TableFormat format, long seed, int nights) throws IOException, SQLException {
    ChangingShop shop = new ChangingShop(folder, seed);
    for (int day = 1; day <= nights; day++) {
      shop.deliver(day);
      shop.save();
      nightly(shop, format, "warehouse", day, day);
      shop.load(day, day);
      assertThat(tables("warehouse", format).query(shop.query()))
          .as("night %d of %s", day, shop)
          .isEqualTo(shop.expected());
      shop.change(4);
    }
    shop.save();
    nightly(shop, format, "warehouse", 1, nights);
    nightly(shop, format, "fresh", 1, nights);
    same(shop, tables("warehouse", format), tables("fresh", format));
  }

  private void same(ChangingShop shop, Tables changed, Tables fresh) throws SQLException {
    assertThat(changed.names()).as("tables of %s", shop).isEqualTo(fresh.names());
    assertThat(changed.query(shop.query())).isEqualTo(fresh.query(shop.query()));
    for (String table : UpToIds.tables(fresh)) {
      assertThat(changed.query(UpToIds.values(table, changed, fresh)))
          .as("values in columns of %s that only earlier projects had", table)
          .containsExactly("0");
    }
    Map<String, String> queries = UpToIds.queries(fresh);
    for (var query : queries.entrySet()) {
      assertThat(changed.query(query.getValue()))
          .as("%s of %s", query.getKey(), shop)
          .isEqualTo(fresh.query(query.getValue()));
    }
  }

  private Tables tables(String warehouse, TableFormat format) throws IOException {
    return Tables.of(folder.resolve(warehouse), format);
  }

  private void nightly(
      ChangingShop shop, TableFormat format, String warehouse, int first, int last) {
    Cli run =
        Cli.run(
            "run",
            "nightly",
            "--project",
            shop.project().toString(),
            "--lake",
            shop.lake().toString(),
            "--warehouse",
            folder.resolve(warehouse).toString(),
            "--interval",
            "2026-03-%02d/2026-03-%02d".formatted(first, last + 1),
            "--format",
            format.name().toLowerCase(Locale.ROOT));
    assertThat(run.exitCode()).as("%s%n%s", shop, run.err()).isZero();
  }
}
