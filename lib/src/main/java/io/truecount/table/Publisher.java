package io.truecount.table;

import io.truecount.config.Run;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Publishes what a run has staged as one release. Each table moves atomically; the row in {@code
 * releases} is written last and says that all of them have. A publish that was killed half-way is
 * completed by the next command that opens the warehouse, since its checks had passed: {@link
 * #recover}.
 */
public final class Publisher {
  private final TableStore store;
  private final Releases releases;
  private final PublishIntents intents;
  private final Predicate<String> defined;
  private final Consumer<Release> announcement;

  /**
   * @param defined whether a table is still made by anyone; a release lists no others
   * @param announcement what else becomes of a release before its publish has ended; it may be
   *     called again after a kill
   */
  public Publisher(
      TableStore store,
      Releases releases,
      PublishIntents intents,
      Predicate<String> defined,
      Consumer<Release> announcement) {
    this.store = store;
    this.releases = releases;
    this.intents = intents;
    this.defined = defined;
    this.announcement = announcement;
  }

  /**
   * Publishes; when the run was published before, only the tables whose content has changed, and
   * nothing at all when none has. Tables that the last release names and the project no longer
   * defines leave the namespace.
   *
   * @param now wall-clock time, recorded for people
   * @return the release that readers see afterwards
   * @throws TruecountException refused, before any table moves, when another run has published some
   *     of them since they were staged
   */
  public Optional<Release> publish(Run run, Instant now) {
    Staging staging = store.staging(run.id());
    if (releases.holds(run.id())) {
      discardUnchanged(staging);
    }
    if (staging.staged().isEmpty() && !namesUndefined()) {
      return releases.last();
    }
    long number = releases.last().map(Release::number).orElse(0L) + 1;
    refuseOvertaken(staging, number);
    PublishIntent intent =
        PublishIntent.of(number, run, now, staging.staged(), others(staging.staged()));
    intents.save(intent);
    return Optional.of(complete(intent));
  }

  /**
   * Completes every publish that was begun and not finished. One that another run has overtaken
   * before its first table moved is forgotten: what it staged is still there.
   */
  public void recover() {
    for (PublishIntent intent : intents.all()) {
      if (isOvertaken(intent)) {
        intents.delete(intent);
      } else {
        complete(intent);
      }
    }
  }

  private boolean isOvertaken(PublishIntent intent) {
    Staging staging = store.staging(intent.runId());
    return staging.staged().containsAll(intent.tables())
        && intent.tables().stream().anyMatch(table -> staging.isOvertaken(table, intent.release()));
  }

  private Release complete(PublishIntent intent) {
    SortedMap<String, String> published =
        store.staging(intent.runId()).publish(intent.tables(), intent.release());
    Release release = releases.find(intent.release()).orElseGet(() -> record(intent, published));
    announcement.accept(release);
    retire(release);
    intents.delete(intent);
    return release;
  }

  private boolean namesUndefined() {
    return releases.last().stream()
        .flatMap(release -> release.tables().keySet().stream())
        .anyMatch(defined.negate());
  }

  /** What only earlier releases name leaves the namespace, and is read by their versions alone. */
  private void retire(Release release) {
    Set<String> gone = new TreeSet<>();
    releases.newestFirst().forEach(earlier -> gone.addAll(earlier.tables().keySet()));
    gone.removeAll(release.tables().keySet());
    gone.retainAll(store.tables());
    gone.forEach(store::retire);
  }

  private static void refuseOvertaken(Staging staging, long release) {
    List<Problem> problems =
        staging.staged().stream()
            .filter(table -> staging.isOvertaken(table, release))
            .map(
                table ->
                    new Problem(
                        "another run has published it since this run began",
                        "table " + table,
                        "publishing would undo what it published",
                        "run the interval again, from ingest on"))
            .toList();
    if (!problems.isEmpty()) {
      throw TruecountException.refused(problems);
    }
  }

  /**
   * What this run has not touched has the rows of the release before, in the files that they are in
   * now.
   */
  private SortedMap<String, String> others(List<String> moving) {
    SortedMap<String, String> versions =
        new TreeMap<>(releases.last().map(Release::tables).orElseGet(TreeMap::new));
    versions.keySet().removeIf(defined.negate());
    versions.keySet().removeAll(moving);
    versions.replaceAll(store::withSameRows);
    return versions;
  }

  private Release record(PublishIntent intent, SortedMap<String, String> published) {
    Release release = intent.release(published);
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
