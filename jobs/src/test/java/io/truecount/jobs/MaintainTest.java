package io.truecount.jobs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.RunContext.Extent;
import io.truecount.jobs.nightly.Step;
import io.truecount.table.Maintenance;
import io.truecount.table.TableDefinition;
import io.truecount.table.Upkeep.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A warehouse that is maintained between nights, in the middle of one, and by processes that are
 * killed: every table has the rows that it had, and the next night makes what a full run makes.
 */
@Tag("faults")
final class MaintainTest {
  /** What says how a run has computed, and how far apart the loads of stored lists are kept. */
  private static final String OF_THE_WAY =
      "touched|touched_days|touched_customers|identity_reattributions|identity_lists";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void maintenance_changes_files_and_no_rows(TableFormat format) throws Exception {
    ShopNights shop = ShopNights.steady(folder, format);
    shop.keepLittle();
    for (int day = 1; day <= 3; day++) {
      shop.deliver(day);
      shop.night(day, day, day, Extent.TOUCHED);
    }
    Map<String, List<String>> before = shop.tables().contents();
    String ledger = ledger(shop);
    int files = files(shop);

    kill(shop);
    assertThat(shop.tables().contents()).as("after a kill").isEqualTo(before);
    JsonNode done = maintain(shop);
    assertThat(shop.tables().contents()).isEqualTo(before);
    assertThat(ledger(shop)).isEqualTo(ledger);
    assertThat(files(shop)).isLessThan(files);
    assertThat(files(shop, "events")).isEqualTo(1);
    assertThat(files(shop, "event_keys")).isEqualTo(1);
    assertThat(files(shop, "runs")).isEqualTo(1);
    assertThat(done).isNotEmpty();
    maintain(shop); // deletes the files that were merged, which no version needs any more
    assertThat(maintain(shop)).allSatisfy(MaintainTest::isUnchanged);
    assertExpired(shop);

    shop.deliver(4);
    List<Step> steps = Nightly.standard().steps();
    shop.steps(4, 4, 4, Extent.TOUCHED, steps, MaintainTest::maintain);
    assertThat(recomputed(shop)).as("models that are row by row stay so").doesNotContain("orders");
    Map<String, List<String>> some = contents(shop);
    shop.night(4, 4, 4, Extent.FULL);
    assertThat(contents(shop)).isEqualTo(some);
  }

  private static void assertExpired(ShopNights shop) {
    Cli old = run(shop, "metrics", "query", "revenue", "--release", "1");
    assertThat(old.exitCode()).isEqualTo(2);
    assertThat(old.err()).contains("release 1 has expired", "maintain.keep-releases");
    assertThat(run(shop, "metrics", "query", "revenue", "--release", "2").exitCode()).isZero();
  }

  /** While a run is under way: what it has staged is left alone. */
  private static void maintain(RunContext context, Step step) {
    if (!List.of("ingest", "models").contains(step.name())) {
      return;
    }
    Map<String, List<String>> orders =
        context.project().tables().stream()
            .collect(toMap(TableDefinition::name, TableDefinition::order));
    Maintenance maintenance =
        new Maintenance(
            context.spark(),
            context.store(),
            context.releases(),
            context.config().table(),
            context.config().maintain(),
            Instant.now().plusSeconds(1),
            Mode.APPLY);
    maintenance.begin();
    maintenance
        .tables()
        .forEach(table -> maintenance.of(table, orders.getOrDefault(table, List.of())));
  }

  private void kill(ShopNights shop) throws Exception {
    Process process = MainProcess.start(shop.command("maintain"));
    Path merged = folder.resolve("warehouse/_staging/releases.kept.txt");
    while (process.isAlive() && !Files.exists(merged)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MILLISECONDS.sleep(1500);
    assertThat(process.isAlive()).as("killed in the middle").isTrue();
    process.destroyForcibly().waitFor();
  }

  private static JsonNode maintain(ShopNights shop) throws IOException {
    Cli done = run(shop, "maintain", "--output", "json");
    assertThat(done.exitCode()).as(done.err()).isZero();
    return new ObjectMapper().readTree(done.out());
  }

  private static void isUnchanged(JsonNode table) {
    assertThat(table.get("files_after")).as(table.toString()).isEqualTo(table.get("files_before"));
    assertThat(table.get("bytes_after")).as(table.toString()).isEqualTo(table.get("bytes_before"));
    assertThat(table.get("versions_expired").asLong()).as(table.toString()).isZero();
  }

  private static Cli run(ShopNights shop, String... command) {
    return Cli.run(shop.command(command).toArray(String[]::new));
  }

  private static String ledger(ShopNights shop) throws IOException, SQLException {
    return shop.tables()
        .query("SELECT count(*) || ' ' || (SELECT count(*) FROM releases) FROM runs")
        .toString();
  }

  private static int files(ShopNights shop, String table) throws IOException {
    return shop.tables().files(table).size();
  }

  private static int files(ShopNights shop) throws IOException {
    Tables tables = shop.tables();
    return tables.names().stream().mapToInt(table -> tables.files(table).size()).sum();
  }

  private static List<String> recomputed(ShopNights shop) throws IOException, SQLException {
    return shop.tables()
        .query(
            """
            SELECT value FROM touched WHERE step = 'models' AND what = 'rows'
              AND why NOT LIKE 'row by row%'
              AND run_id = (SELECT run_id FROM releases ORDER BY release DESC LIMIT 1)
            """);
  }

  private static Map<String, List<String>> contents(ShopNights shop)
      throws IOException, SQLException {
    Map<String, List<String>> contents = new TreeMap<>(shop.tables().contents());
    contents.keySet().removeIf(table -> table.matches(OF_THE_WAY));
    return contents;
  }
}
