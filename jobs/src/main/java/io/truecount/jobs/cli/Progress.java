package io.truecount.jobs.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Tells on standard error what is going on. On a terminal the running step is shown and then
 * overwritten by its outcome; in a log only outcomes are written, one line a step.
 */
public final class Progress {
  private final PrintStream out;
  private final boolean terminal;

  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** On standard error; bin/truecount says whether that is a terminal. */
  public static Progress onStandardError() {
    return new Progress(System.err, Boolean.getBoolean("truecount.terminal"));
  }

  public void begin(String step) {
    if (terminal) {
      out.printf("  … %s", step);
      out.flush();
    }
  }

  public void end(String step, double seconds, String message) {
    line("✓", step, seconds, message);
  }

  public void fail(String step, double seconds) {
    line("✗", step, seconds, "");
  }

  /** One line outside of any step. */
  public void say(String text) {
    out.println(text);
  }

  private void line(String mark, String step, double seconds, String message) {
    String start = terminal ? "\r\u001b[K" : "";
    String text =
        String.format(Locale.ROOT, "  %s %-10s %6.1f s  %s", mark, step, seconds, message);
    out.println(start + text.stripTrailing());
  }
}
