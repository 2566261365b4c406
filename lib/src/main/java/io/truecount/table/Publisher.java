package io.truecount.table;

import io.truecount.config.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Publishes what a run has staged as one release. Each table moves atomically; the row in {@code
 * releases} is written last and says that all of them have. A publish that was killed half-way is
 * completed by whoever comes next, since its checks had passed: {@link #recover}.
 */
public final class Publisher {
  private final TableStore store;
  private final Releases releases;
  private final PublishIntents intents;
  private final Predicate<String> defined;

  /**
   * @param defined whether a table is still made by anyone; a release lists no others
   */
  public Publisher(
      TableStore store, Releases releases, PublishIntents intents, Predicate<String> defined) {
    this.store = store;
    this.releases = releases;
    this.intents = intents;
    this.defined = defined;
  }

  /**
   * Publishes; when the run was published before, only the tables whose content has changed, and
   * nothing at all when none has.
   *
   * @param now wall-clock time, recorded for people
   * @return the release that readers see afterwards
   */
  public Optional<Release> publish(Run run, Instant now) {
    Staging staging = store.staging(run.id());
    if (releases.holds(run.id())) {
      discardUnchanged(staging);
    }
    if (staging.staged().isEmpty()) {
      return releases.last();
    }
    long number = releases.last().map(Release::number).orElse(0L) + 1;
    PublishIntent intent = PublishIntent.of(number, run, now, staging.staged());
    intents.save(intent);
    return Optional.of(complete(intent));
  }

  /** Completes every publish that was begun and not finished. */
  public void recover() {
    intents.all().forEach(this::complete);
  }

  private Release complete(PublishIntent intent) {
    SortedMap<String, String> published =
        store.staging(intent.runId()).publish(intent.tables(), intent.release());
    Release release = releases.find(intent.release()).orElseGet(() -> record(intent, published));
    intents.delete(intent);
    return release;
  }

  /** What this run has not touched stays at the version of the release before. */
  private Release record(PublishIntent intent, SortedMap<String, String> published) {
    SortedMap<String, String> versions =
        new TreeMap<>(releases.last().map(Release::tables).orElseGet(TreeMap::new));
    versions.keySet().removeIf(defined.negate());
    versions.putAll(published);
    Release release = intent.release(versions);
    releases.append(release);
    return release;
  }

  private void discardUnchanged(Staging staging) {
    List<String> same =
        staging.staged().stream()
            .filter(
                table ->
                    Fingerprint.of(staging.read(table))
                        .equals(Fingerprint.of(staging.readPublished(table))))
            .toList();
    same.forEach(staging::discard);
  }
}
