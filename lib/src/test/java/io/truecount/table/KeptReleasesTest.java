package io.truecount.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.MaintainConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class KeptReleasesTest {
  private static final Instant NOW = Instant.parse("2026-03-05T03:00:00Z");

  /** Newest first; one is replaced when the next is published. */
  private static final List<Release> NIGHTS =
      List.of(release(5, "d", 5), release(4, "c", 4), release(3, "b", 3), release(2, "a", 2));

  @Test
  void those_of_the_newest_runs_are_kept() {
    assertThat(kept(NIGHTS, 2, Duration.ZERO)).containsExactly(5L, 4L);
    assertThat(kept(NIGHTS, 3, Duration.ZERO)).containsExactly(5L, 4L, 3L);
    assertThat(kept(NIGHTS, 9, Duration.ZERO)).containsExactly(5L, 4L, 3L, 2L);
    assertThat(kept(List.of(), 2, Duration.ZERO)).isEmpty();
  }

  @Test
  void each_is_kept_for_some_time_after_the_next_one() {
    assertThat(kept(NIGHTS, 2, Duration.ofHours(24))).containsExactly(5L, 4L);
    assertThat(kept(NIGHTS, 2, Duration.ofHours(26))).containsExactly(5L, 4L, 3L);
  }

  /** A run that is repeated starts from the release of another run. */
  @Test
  void a_run_that_was_repeated_counts_once() {
    List<Release> repeated =
        List.of(release(5, "c", 5), release(4, "c", 4), release(3, "b", 3), release(2, "a", 2));
    assertThat(kept(repeated, 2, Duration.ZERO)).containsExactly(5L, 4L, 3L);
  }

  private static List<Long> kept(List<Release> newestFirst, int runs, Duration time) {
    MaintainConfig config = new MaintainConfig(1 << 20, 2, runs, time, Duration.ZERO);
    return KeptReleases.of(newestFirst, config, NOW).kept().stream().map(Release::number).toList();
  }

  private static Release release(long number, String run, int day) {
    Instant published = Instant.parse("2026-03-0%dT02:00:00Z".formatted(day));
    return new Release(number, run, published, published, "config", "code", new TreeMap<>());
  }
}
