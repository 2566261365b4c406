package io.truecount.table;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The right of one process to write to a warehouse. A thread renews it until it is closed; a holder
 * that dies loses it, at once for contenders on its machine, else after {@link #DURATION}.
 */
public final class Lease implements AutoCloseable {
  /** How long a lease lasts that is not renewed; clocks may differ by less. */
  public static final Duration DURATION = Duration.ofMinutes(5);

  private static final Duration RENEWAL = Duration.ofSeconds(20);

  private final LeaseFile file;
  private final InstantSource clock;
  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(Lease::daemon);
  private final ScheduledFuture<?> renewals;
  private LeaseTerms terms;
  private boolean lost;

  Lease(LeaseFile file, InstantSource clock, LeaseTerms terms) {
    this.file = file;
    this.clock = clock;
    this.terms = terms;
    this.renewals =
        heartbeat.scheduleWithFixedDelay(
            this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Notes of holders that died; they are kept until {@link #settle}. */
  public synchronized List<String> abandoned() {
    return terms.abandoned();
  }

  /** The notes of holders that died have been dealt with. */
  public synchronized void settle() {
    if (!terms.abandoned().isEmpty()) {
      change(terms.settled());
    }
  }

  /**
   * Leaves a note for the successor, in place of the last one: what it must know when this process
   * dies.
   *
   * @throws TruecountException failed, when the lease has been lost
   */
  public synchronized void note(String text) {
    require();
    change(terms.note(text));
    require();
  }

  /**
   * To be called before every step that must not meet another writer.
   *
   * @throws TruecountException failed, when another process has taken the lease over, or it could
   *     not be renewed in time
   */
  public synchronized void require() {
    if (lost || !clock.instant().isBefore(terms.until())) {
      throw TruecountException.failed(
          new Problem(
              "the right to write to the warehouse was lost, as it could not be renewed for %d minutes"
                  .formatted(DURATION.toMinutes()),
              terms.purpose(),
              "another run may be writing by now",
              "run it again; keep the machine from sleeping while it runs"));
    }
  }

  /** Gives the lease back. What could not be settled stays there for the next holder. */
  @Override
  public synchronized void close() {
    renewals.cancel(true);
    heartbeat.shutdownNow();
    if (lost) {
      return;
    }
    try {
      if (terms.abandoned().isEmpty()) {
        file.delete(terms);
      } else {
        file.replace(Optional.of(terms), terms.note("").until(clock.instant()));
      }
    } catch (TruecountException e) {
      lost = true; // it ends by itself
    }
  }

  /** A disk that is full or away for a moment is tried again; {@link #require} decides. */
  private synchronized void renew() {
    try {
      change(terms);
    } catch (TruecountException e) {
      return;
    }
  }

  private void change(LeaseTerms next) {
    LeaseTerms renewed = next.until(clock.instant().plus(DURATION));
    if (!lost && file.replace(Optional.of(terms), renewed)) {
      terms = renewed;
    } else {
      lost = true;
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "truecount-lease");
    thread.setDaemon(true);
    return thread;
  }
}
