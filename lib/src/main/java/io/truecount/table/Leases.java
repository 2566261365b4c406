package io.truecount.table;

import io.truecount.config.TableConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The lease of a warehouse: at most one process writes to it at a time. It is a file, {@code
 * _staging/lease.json}. A lease is courtesy: two runs at once need not fail each other. That a
 * release holds one run's tables only does not rest on it, but on the commits of Delta and Iceberg.
 */
public final class Leases {
  private static final Duration POLL = Duration.ofMillis(250);

  private final String warehouse;
  private final LeaseFile file;
  private final InstantSource clock;
  private final Supplier<Holder> holder;
  private final Predicate<Holder> dead;

  /**
   * @param holder this process, another one for each lease
   * @param dead whether a holder is known to have ended; false when that cannot be known from here
   */
  public Leases(
      Configuration hadoop,
      TableConfig config,
      InstantSource clock,
      Supplier<Holder> holder,
      Predicate<Holder> dead) {
    this.warehouse = config.warehouse();
    this.file = LeaseFile.in(hadoop, new Path(config.warehouse(), "_staging"));
    this.clock = clock;
    this.holder = holder;
    this.dead = dead;
  }

  /**
   * Takes the lease; waits for another holder.
   *
   * @param patience how long to wait at most
   * @throws TruecountException failed, when another process holds it for longer
   */
  public Lease acquire(String purpose, Duration patience) {
    Instant deadline = clock.instant().plus(patience);
    Optional<Lease> lease = tryAcquire(purpose);
    while (lease.isEmpty()) {
      if (!clock.instant().isBefore(deadline)) {
        throw taken();
      }
      pause();
      lease = tryAcquire(purpose);
    }
    return lease.get();
  }

  /** Takes the lease, or nothing when another process holds it. */
  public Optional<Lease> tryAcquire(String purpose) {
    Instant now = clock.instant();
    Optional<LeaseTerms> found = file.find();
    if (found.filter(terms -> isHeld(terms, now)).isPresent()) {
      return Optional.empty();
    }
    LeaseTerms mine =
        new LeaseTerms(
            holder.get(),
            purpose,
            now,
            now.plus(Lease.DURATION),
            "",
            found.map(LeaseTerms::inherited).orElseGet(List::of));
    return file.replace(found, mine) ? Optional.of(new Lease(file, clock, mine)) : Optional.empty();
  }

  private boolean isHeld(LeaseTerms terms, Instant now) {
    return now.isBefore(terms.until()) && !dead.test(terms.holder());
  }

  private TruecountException taken() {
    Optional<LeaseTerms> found = file.find();
    String who =
        found
            .map(
                terms ->
                    "%s (%s, since %s; its lease ends at %s unless renewed)"
                        .formatted(terms.purpose(), terms.holder(), terms.since(), terms.until()))
            .orElse("another command, which has ended just now");
    return TruecountException.failed(
        new Problem(
            "the warehouse is being written to by " + who,
            warehouse,
            "two runs at once would undo each other's work",
            "run it again when that has ended, or wait for it: --wait 30m"));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
