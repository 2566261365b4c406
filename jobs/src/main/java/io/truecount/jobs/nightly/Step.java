package io.truecount.jobs.nightly;

import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One step of the nightly. It reads what earlier steps have staged or published and stages its own
 * tables; nothing that it writes is visible before {@link PublishJob}. Repeating it replaces what
 * it staged before.
 *
 * <p>A new step is one class and one line of {@link Nightly}: order, help, documentation of tables
 * and the refusal of a step whose forerunners have not run follow from what it says of itself.
 */
public interface Step {
  String name();

  /** The tables that must be there before the step can run, by name. */
  default List<String> reads(Project project) {
    return List.of();
  }

  /** What a step that reads customers and their events needs. */
  static List<String> customerTables(Project project) {
    Set<String> stored = project.stored();
    return Stream.of(
            EventTables.EVENTS,
            IdentityTables.attributions().name(),
            CustomerTables.CUSTOMERS,
            CustomerTables.CUSTOMERS_HISTORY)
        .filter(stored::contains)
        .toList();
  }

  /** The tables that it stages, besides those that the project's own files define. */
  default TableSet writes() {
    return TableSet.NONE;
  }

  /**
   * Runs the step.
   *
   * @return what happened, one line for people
   */
  String run(RunContext context);
}
