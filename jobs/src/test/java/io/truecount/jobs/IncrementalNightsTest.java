package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.nightly.RunContext.Extent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The law of a night: whatever it loads, every table equals that of a run that computes everything,
 * customer ids included.
 */
final class IncrementalNightsTest {
  /** What says how a run has computed, and how far apart the loads of stored lists are kept. */
  private static final String OF_THE_WAY =
      "touched|touched_days|touched_customers|identity_reattributions|identity_lists";

  @TempDir Path folder;

  /** On Iceberg: {@link NightHistoriesTest}. */
  @Test
  void every_table_equals_that_of_a_full_run() throws IOException, SQLException {
    ShopNights shop = ShopNights.in(folder, TableFormat.DELTA, 5);
    shop.deliver(1);
    shop.deliver(2);
    shop.night(1, 2, 2, Extent.TOUCHED);
    shop.deliver(2); // another file in the place of one of before
    shop.deliver(3);
    shop.orders("revenue + 1");
    shop.night(2, 3, 3, Extent.TOUCHED);
    assertThat(computed(shop))
        .hasSize(4)
        .allSatisfy(
            (model, how) ->
                assertThat(how).startsWith(expected(model, "channels", "orders", "large_ids")));
    Map<String, List<String>> some = contents(shop);
    shop.night(2, 3, 3, Extent.FULL);
    assertThat(contents(shop)).isEqualTo(some);
  }

  private static String expected(String model, String... recomputed) {
    if (!List.of(recomputed).contains(model)) {
      return "row by row";
    }
    return model.equals("channels")
        ? "recomputed: has DISTINCT"
        : "the model, or one that it reads";
  }

  /** A line for each row of each table that follows from the events alone. */
  static List<String> printed(ShopNights shop) throws IOException, SQLException {
    return contents(shop).entrySet().stream()
        .flatMap(table -> table.getValue().stream().map(row -> table.getKey() + ": " + row))
        .toList();
  }

  private static Map<String, List<String>> contents(ShopNights shop)
      throws IOException, SQLException {
    Map<String, List<String>> contents = new TreeMap<>(shop.tables().contents());
    contents.keySet().removeIf(table -> table.matches(OF_THE_WAY));
    return contents;
  }

  /** By model, how the last run computed it. */
  private static Map<String, String> computed(ShopNights shop) throws IOException, SQLException {
    Map<String, String> computed = new TreeMap<>();
    shop.tables()
        .query(
            """
            SELECT value || '=' || why FROM touched
            WHERE step = 'models' AND what = 'rows'
              AND run_id = (SELECT run_id FROM releases ORDER BY release DESC LIMIT 1)
            """)
        .forEach(
            row -> {
              String[] parts = row.split("=", 2);
              computed.put(parts[0], parts[1]);
            });
    return computed;
  }
}
