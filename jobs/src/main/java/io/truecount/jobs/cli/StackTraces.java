package io.truecount.jobs.cli;

import io.truecount.error.SafeMessage;
import java.io.PrintStream;

/** Stack traces whose messages hold no value of the data. */
final class StackTraces {
  private StackTraces() {}

  static void print(Throwable error, PrintStream out) {
    String start = "";
    for (Throwable e : ErrorTranslator.chain(error)) {
      out.println(
          start + e.getClass().getName() + SafeMessage.said(e).map(": "::concat).orElse(""));
      for (StackTraceElement frame : e.getStackTrace()) {
        out.println("\tat " + frame);
      }
      start = "Caused by: ";
    }
  }
}
