package io.truecount.jobs.release;

import io.truecount.table.Holder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** This process and others of its machine, as holders of a warehouse's lease. */
public final class Processes {
  private static final AtomicLong LEASES = new AtomicLong();
  private static final String MACHINE = machine();

  private Processes() {}

  /** This process; another holder at each call. */
  public static Holder current() {
    ProcessHandle process = ProcessHandle.current();
    return new Holder(host(), MACHINE, process.pid(), started(process), LEASES.incrementAndGet());
  }

  /** Whether a holder's process has ended; false for those of other machines. */
  static boolean isDead(Holder holder) {
    return holder.machine().equals(MACHINE)
        && ProcessHandle.of(holder.pid())
            .filter(process -> started(process).equals(holder.processStarted()))
            .isEmpty();
  }

  private static Instant started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /**
   * Where a process number means the same process: a machine until its next boot, and in it a
   * container. Where the system does not say which, the machine's name.
   */
  private static String machine() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return host();
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
