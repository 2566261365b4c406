package io.truecount.error;

/** How a command ends; the exit codes are part of the contract with schedulers. */
public enum Outcome {
  DONE(0),
  /** Something broke while running: worth a retry once mended. */
  FAILED(1),
  /** Bad usage or configuration: a retry without a change cannot help. */
  INVALID(2),
  /**
   * Publishing was refused, by the checks or because another run has published since; the last
   * release stands.
   */
  REFUSED(3);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
