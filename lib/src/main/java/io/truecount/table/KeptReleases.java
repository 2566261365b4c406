package io.truecount.table;

import io.truecount.config.MaintainConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The releases that stay readable: those of the newest runs, and each for some time after the next
 * one was published. They are all releases from one on.
 *
 * <pre>
 *   release  run  published   keep 2 releases, for 1 day, on Mar 5 at 03:00
 *   5        d    Mar 5       kept: the newest run
 *   4        c    Mar 4       kept: the run before
 *   3        b    Mar 3       expired: release 4 has taken its place on Mar 4 at 02:00
 * </pre>
 *
 * @param kept newest first
 * @param expired the others, newest first
 */
record KeptReleases(List<Release> kept, List<Release> expired) {
  KeptReleases {
    kept = List.copyOf(kept);
    expired = List.copyOf(expired);
  }

  static KeptReleases of(List<Release> newestFirst, MaintainConfig config, Instant now) {
    Set<String> runs = new TreeSet<>();
    List<Release> kept = new ArrayList<>();
    Instant replaced = Instant.MAX;
    for (Release release : newestFirst) {
      runs.add(release.runId());
      if (runs.size() > config.keepReleases() && !replaced.isAfter(now.minus(config.keepFor()))) {
        break;
      }
      kept.add(release);
      replaced = release.publishedAt();
    }
    return new KeptReleases(kept, newestFirst.subList(kept.size(), newestFirst.size()));
  }

  /** The number of the oldest one that is kept; 1 before the first release. */
  long from() {
    return kept.isEmpty() ? 1 : kept.get(kept.size() - 1).number();
  }

  /** The version of a table in the oldest kept release that has it. */
  Optional<String> oldest(String table) {
    return kept.stream()
        .flatMap(release -> Optional.ofNullable(release.tables().get(table)).stream())
        .filter(version -> !version.isEmpty())
        .reduce((newer, older) -> older);
  }

  /** Whether a kept release has the table. */
  boolean has(String table) {
    return kept.stream().anyMatch(release -> release.tables().containsKey(table));
  }
}
