package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext.Extent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law of a night over histories at random: files that come late or again, loads that overlap or
 * are repeated, runs that end in the middle, definitions that change. More histories are had by
 * {@code -Dtruecount.histories=20}.
 */
@Tag("faults")
final class NightHistoriesTest {
  private static final int NIGHTS = 3;

  @TempDir Path folder;

  static Stream<Arguments> histories() {
    return LongStream.range(0, Long.getLong("truecount.histories", 2))
        .mapToObj(
            seed -> Arguments.of(seed % 2 == 0 ? TableFormat.DELTA : TableFormat.ICEBERG, seed));
  }

  @ParameterizedTest
  @MethodSource("histories")
  void every_table_equals_that_of_a_full_run(TableFormat format, long seed)
      throws IOException, SQLException {
    Random random = new Random(seed);
    ShopNights shop = ShopNights.in(folder, format, seed);
    List<String> history = new ArrayList<>();
    shop.deliver(1);
    shop.night(1, 1, 1, Extent.TOUCHED);
    for (int day = 2; day <= NIGHTS; day++) {
      history.add(night(shop, random, day));
    }
    List<String> some = IncrementalNightsTest.printed(shop);
    shop.night(NIGHTS, NIGHTS, NIGHTS, Extent.FULL);
    assertThat(some).as(history.toString()).isEqualTo(IncrementalNightsTest.printed(shop));
  }

  /**
   * @return what happened, in words
   */
  private static String night(ShopNights shop, Random random, int day) throws IOException {
    List<String> history = new ArrayList<>(List.of("day " + day));
    shop.deliver(day);
    int first = day - (random.nextInt(3) == 0 ? random.nextInt(day) : 0);
    if (first < day) {
      shop.deliver(first);
      history.add("day " + first + " again");
    }
    change(shop, random, history);
    if (random.nextInt(3) == 0) {
      int steps = 1 + random.nextInt(Nightly.standard().steps().size() - 1);
      shop.steps(day, day, day, Extent.TOUCHED, steps);
      history.add("ended after " + steps + " steps");
      change(shop, random, history);
    }
    shop.night(first, day, day, Extent.TOUCHED);
    if (random.nextInt(6) == 0) {
      shop.night(first, day, day, Extent.TOUCHED);
      history.add("repeated");
    }
    return String.join(", ", history);
  }

  private static void change(ShopNights shop, Random random, List<String> history)
      throws IOException {
    int number = 1 + random.nextInt(9);
    switch (random.nextInt(6)) {
      case 0 -> {
        shop.orders("revenue + " + number);
        history.add("orders defined anew");
      }
      case 1 -> {
        shop.audience(number);
        history.add("audience defined anew");
      }
      default -> history.add("as before");
    }
  }
}
