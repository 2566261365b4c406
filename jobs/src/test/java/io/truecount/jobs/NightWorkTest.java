package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.nightly.RunContext.Extent;
import io.truecount.testkit.SparkWork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each step of a night makes Spark do does not grow with the nights before it: jobs, queries,
 * data files that are opened and their size, by table, and rows that are written. Each night brings
 * as many events of the same customers.
 */
final class NightWorkTest {
  /** Sizes and jobs may differ by so much: numbers in a file take more digits. */
  private static final double ROUNDING = 1.1;

  /**
   * What follows history so far. To hold a step to the law, take its line out. Indexes, kept
   * partials and counts of runs are read whole, or by values that lie in any file; {@code maintain}
   * keeps their files few. Daily metrics are one table, which is written whole.
   */
  private static final Set<String> FOLLOW_HISTORY =
      Set.of(
          "ingest event_keys",
          "ingest releases",
          "resolve identity_lists",
          "customers trait_events",
          "metrics metric_rollups",
          "metrics rows written",
          "check ingest_counts",
          "check identifier_counts",
          "publish releases",
          // Delta writes a checkpoint of a table's log with every tenth version
          "publish jobs",
          "publish queries");

  @TempDir Path folder;

  @Test
  void a_night_takes_what_one_of_before_took() throws IOException {
    compare(TableFormat.DELTA, 20);
  }

  @Tag("faults")
  @Test
  void a_night_takes_what_one_of_before_took_on_iceberg() throws IOException {
    compare(TableFormat.ICEBERG, 8);
  }

  /** The nights between the two that are compared are loaded by one run, as a week is. */
  private void compare(TableFormat format, int last) throws IOException {
    ShopNights shop = ShopNights.steady(folder, format);
    for (int day = 1; day <= last; day++) {
      shop.deliver(day);
    }
    shop.night(1, 1, 1, Extent.TOUCHED);
    shop.night(2, 2, 2, Extent.TOUCHED);
    Map<String, Long> third = counts(shop.night(3, 3, 3, Extent.TOUCHED));
    shop.night(4, last - 1, last - 1, Extent.TOUCHED);
    Map<String, Long> later = counts(shop.night(last, last, last, Extent.TOUCHED));
    assertThat(third).containsKeys("models files of events", "metrics bytes of orders");
    assertThat(grown(third, later)).as("night 3 -> night %d", last).isEmpty();
  }

  private static Map<String, String> grown(Map<String, Long> before, Map<String, Long> later) {
    Map<String, String> grown = new TreeMap<>();
    later.forEach(
        (what, now) -> {
          long known = Optional.ofNullable(before.get(what)).orElse(0L);
          if (now > known * (what.contains(" files of ") ? 1 : ROUNDING)) {
            grown.put(what, known + " -> " + now);
          }
        });
    return grown;
  }

  /** By step and what is counted. */
  private static Map<String, Long> counts(Map<String, SparkWork> work) {
    Map<String, Long> counts = new TreeMap<>();
    work.forEach(
        (step, its) -> {
          counts.put(step + " jobs", its.jobs());
          counts.put(step + " queries", its.executions());
          counts.put(step + " rows written", its.written());
          ofTables(step + " ", its.files())
              .forEach((t, n) -> counts.put(step + " files of " + t, n));
          ofTables(step + " ", its.bytes())
              .forEach((t, n) -> counts.put(step + " bytes of " + t, n));
        });
    counts.keySet().removeAll(FOLLOW_HISTORY);
    return counts;
  }

  /** Without files of Delta's own log, which are of no table. */
  private static Map<String, Long> ofTables(String step, Map<String, Long> counts) {
    Map<String, Long> some = new TreeMap<>(counts);
    some.keySet().removeIf(name -> name.contains(".") || FOLLOW_HISTORY.contains(step + name));
    return some;
  }
}
