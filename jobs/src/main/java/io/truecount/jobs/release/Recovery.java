package io.truecount.jobs.release;

import io.truecount.jobs.cli.Progress;
import io.truecount.quality.Attempt;
import io.truecount.table.Lease;
import java.util.List;
import java.util.Optional;

/** Finishes what processes that were killed have left in a warehouse. */
public final class Recovery {
  private Recovery() {}

  /**
   * Clears up after creations of tables that were cut off, completes publishes, and writes the
   * ledger of attempts that died; under the lease.
   */
  public static void under(Lease lease, Warehouse warehouse) {
    warehouse.store().repair();
    warehouse.publisher().recover();
    List<Attempt> attempts =
        lease.abandoned().stream().map(Attempt::fromJson).flatMap(Optional::stream).toList();
    warehouse.ledger().killed(attempts);
    lease.settle();
  }

  /**
   * For a command that only reads. It may run beside a publish, which it leaves alone, or have no
   * right to write; then it reads the last release that is complete.
   */
  static void tryTo(Warehouse warehouse) {
    try {
      if (!warehouse.intents().isEmpty()) {
        warehouse
            .leases()
            .tryAcquire("completing a release")
            .ifPresent(lease -> closing(lease, warehouse));
      }
    } catch (Exception e) { // whatever keeps it from writing does not keep it from reading
      Progress.onStandardError()
          .say(
              "publishing has not ended, and cannot be completed from here; reading the last release");
    }
  }

  private static void closing(Lease lease, Warehouse warehouse) {
    try (lease) {
      under(lease, warehouse);
    }
  }
}
