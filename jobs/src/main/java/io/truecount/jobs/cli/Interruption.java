package io.truecount.jobs.cli;

/** Ctrl-C and SIGTERM: one line, in place of what a Spark that is being stopped throws. */
public final class Interruption {
  private static volatile boolean over;
  private static volatile boolean happened;

  private Interruption() {}

  /** From now on an end of the process before {@link #over} is an interruption. */
  public static void watch() {
    Runtime.getRuntime().addShutdownHook(new Thread(Interruption::shutdown, "interruption"));
  }

  /** The command has ended by itself. */
  public static void over() {
    over = !happened;
  }

  /** Whether failures come of the process being stopped. */
  static boolean happened() {
    return happened;
  }

  private static void shutdown() {
    if (!over) {
      happened = true;
      System.err.println("interrupted; run it again");
    }
  }
}
