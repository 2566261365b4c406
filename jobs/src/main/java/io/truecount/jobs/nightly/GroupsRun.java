package io.truecount.jobs.nightly;

import io.truecount.config.LevelConfig;
import io.truecount.identity.GroupTables;
import io.truecount.identity.Groups;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.components.ComponentFinder;
import io.truecount.table.Staging;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Groups the customers of a run at each level that the project declares. */
final class GroupsRun {
  private GroupsRun() {}

  /** Writes the tables of groups; without a level once, so that they have no rows. */
  static void write(RunContext context, ComponentFinder finder) {
    if (context.config().levels().isEmpty() && hadNone(context)) {
      return;
    }
    List<Groups> groups = new ArrayList<>();
    try {
      for (LevelConfig level : context.config().levels()) {
        groups.add(groups(context, level, finder));
      }
      overwrite(context, GroupTables.map(), groups, Groups::map);
      overwrite(context, GroupTables.customers(), groups, Groups::customers);
      overwrite(context, GroupTables.rejections(), groups, Groups::rejections);
      overwrite(context, GroupTables.redirects(), groups, Groups::redirects);
    } finally {
      groups.forEach(Groups::close);
    }
  }

  private static boolean hadNone(RunContext context) {
    return context.before(GroupTables.map()).isPresent()
        && context.staging().rows(GroupTables.map().name()) == 0;
  }

  private static Groups groups(RunContext context, LevelConfig level, ComponentFinder finder) {
    return Groups.of(
        context.staging().read(IdentityTables.attributions().name()),
        level,
        context.config().identity(),
        new Groups.Previous(
            before(context, GroupTables.map()), before(context, GroupTables.redirects())),
        context.run().asOf(),
        finder);
  }

  private static Dataset<Row> before(RunContext context, TableDefinition table) {
    return context.before(table).orElseGet(() -> table.empty(context.spark()));
  }

  private static void overwrite(
      RunContext context,
      TableDefinition table,
      List<Groups> groups,
      Function<Groups, Dataset<Row>> rows) {
    Staging staging = context.staging();
    staging.overwrite(
        table,
        groups.stream()
            .map(rows)
            .map(table::select)
            .reduce(Dataset::union)
            .orElseGet(() -> table.empty(context.spark())));
  }
}
