package io.truecount.jobs.nightly;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.model.Variables;
import io.truecount.table.Release;
import io.truecount.table.TableDefinition;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** Finds tables whose columns some steps would have to change before they can stage rows. */
final class UnchangedTables {
  private UnchangedTables() {}

  /**
   * Checks the tables that the steps write.
   *
   * @throws TruecountException invalid, with their names
   */
  static void check(RunContext context, List<Step> steps, Release last) {
    Set<String> stored = context.project().stored();
    Set<String> changed = new TreeSet<>();
    for (Step step : steps) {
      context.project().of(step.writes()).stream()
          .filter(table -> stored.contains(table.name()))
          .filter(table -> differs(context, table))
          .forEach(table -> changed.add(table.name()));
    }
    if (changed.isEmpty() && !last.configHash().equals(context.config().hash())) {
      models(context, changed);
    }
    if (!changed.isEmpty()) {
      throw changed(changed, last);
    }
  }

  private static boolean differs(RunContext context, TableDefinition table) {
    return context.store().exists(table.name())
        && !table.outdated(context.store().read(table.name()).schema()).isEmpty();
  }

  private static void models(RunContext context, Set<String> changed) {
    Variables variables = Variables.of(context.run(), context.config().variables());
    Views.tables(context);
    for (Model model : context.project().models().models()) {
      String sql = variables.apply(model.sql());
      if (model.materialized() == Materialized.VIEW) {
        context.spark().sql(sql).createOrReplaceTempView(model.name());
      } else if (!context.store().exists(model.name())
          || differs(context, model, context.spark().sql(sql).schema())) {
        changed.add(model.name());
        return; // later models may read its columns
      }
    }
  }

  private static boolean differs(RunContext context, Model model, StructType schema) {
    return differs(context, TableDefinition.of(model.name(), "", List.of(), schema));
  }

  private static TruecountException changed(Set<String> tables, Release last) {
    return TruecountException.invalid(
        new Problem(
            "the project is not that of release %d: it has other columns in %s"
                .formatted(last.number(), String.join(", ", tables)),
            "truecount run resolve --what-if",
            "rules are compared on the tables of the last release, which it does not change",
            "run a nightly first, or try the rules in the project that the release was made by"));
  }
}
