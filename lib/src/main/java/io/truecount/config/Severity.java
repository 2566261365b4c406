package io.truecount.config;

/** What a failed check does. */
public enum Severity {
  /** It is reported. */
  WARN,
  /** The run does not publish. */
  STOP
}
