package io.truecount.jobs;

/**
 * One step of the nightly. It reads what earlier steps have staged or published and stages its own
 * tables; nothing that it writes is visible before {@link PublishJob}. Repeating it replaces what
 * it staged before.
 */
interface Step {
  String name();

  /**
   * Runs the step.
   *
   * @return what happened, one line for people
   */
  String run(RunContext context);
}
