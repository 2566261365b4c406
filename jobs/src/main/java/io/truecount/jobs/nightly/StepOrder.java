package io.truecount.jobs.nightly;

import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.identity.IdentityTables;
import io.truecount.table.TableDefinition;
import java.util.List;

/**
 * Refuses a step whose forerunners have never run in this warehouse, or ran with an older project
 * or an older version of Truecount, so that a table lacks a column.
 */
final class StepOrder {
  /** Written as a whole, so that a column is there for all rows or for none. */
  private static final List<String> WHOLE =
      List.of(
          IdentityTables.attributions().name(),
          CustomerTables.CUSTOMERS,
          CustomerTables.CUSTOMERS_HISTORY);

  private final Nightly nightly;
  private final RunContext context;
  private final Step step;

  private StepOrder(Nightly nightly, RunContext context, Step step) {
    this.nightly = nightly;
    this.context = context;
    this.step = step;
  }

  /**
   * Checks what a step reads.
   *
   * @throws TruecountException invalid, with the step to run first
   */
  static void check(Nightly nightly, RunContext context, Step step) {
    StepOrder order = new StepOrder(nightly, context, step);
    List<String> reads = step.reads(context.project());
    reads.forEach(order::exists);
    WHOLE.stream()
        .filter(reads::contains)
        .flatMap(table -> nightly.found(table, step, context.project()).stream())
        .forEach(order::isUpToDate);
  }

  private void exists(String table) {
    if (!context.staging().exists(table)) {
      throw TruecountException.invalid(
          Problem.of(
              "there is no table %s yet".formatted(table),
              "run " + step.name(),
              remedy(nightly.writers(table, step).stream().limit(1).toList())));
    }
  }

  private void isUpToDate(TableDefinition needed) {
    List<String> missing = needed.outdated(context.staging().read(needed.name()).schema());
    if (!missing.isEmpty()) {
      throw TruecountException.invalid(
          new Problem(
              "the table %s has no %s as this project defines %s"
                  .formatted(needed.name(), columns(missing), missing.size() == 1 ? "it" : "them"),
              "run " + step.name(),
              "it was made before the project, or Truecount, changed",
              remedy(makers(needed, missing))));
    }
  }

  /** The steps that give the missing columns, each with those that earlier steps do not give. */
  private List<Step> makers(TableDefinition table, List<String> missing) {
    List<Step> writers = nightly.writers(table.name(), step);
    return writers.stream().filter(writer -> gives(writer, table.name(), missing)).toList();
  }

  private boolean gives(Step writer, String table, List<String> missing) {
    List<String> before =
        nightly
            .found(table, writer, context.project())
            .map(TableDefinition::columnNames)
            .orElse(List.of());
    return context.project().of(writer.writes()).stream()
        .filter(definition -> definition.name().equals(table))
        .flatMap(definition -> definition.columnNames().stream())
        .anyMatch(column -> missing.contains(column) && !before.contains(column));
  }

  private static String remedy(List<Step> first) {
    String nightly = "run nightly takes all steps in order";
    return first.isEmpty()
        ? nightly
        : "run %s first, with the same interval; %s"
            .formatted(String.join(" and then ", first.stream().map(Step::name).toList()), nightly);
  }

  private static String columns(List<String> names) {
    return (names.size() == 1 ? "column " : "columns ") + String.join(", ", names);
  }
}
