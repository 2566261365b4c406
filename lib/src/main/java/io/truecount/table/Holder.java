package io.truecount.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A process that writes, or has written, to a warehouse.
 *
 * @param host its machine's name, for people
 * @param machine identifies the machine and its process numbers until the next boot
 * @param pid its process number there
 * @param processStarted when the process began: process numbers are used again
 * @param number counts the leases that one process takes
 */
public record Holder(String host, String machine, long pid, Instant processStarted, long number) {
  public Holder {
    requireNonNull(host);
    requireNonNull(machine);
    requireNonNull(processStarted);
  }

  @Override
  public String toString() {
    return "process %d on %s".formatted(pid, host);
  }
}
