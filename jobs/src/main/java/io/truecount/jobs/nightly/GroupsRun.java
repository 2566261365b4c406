package io.truecount.jobs.nightly;

import io.truecount.config.LevelConfig;
import io.truecount.identity.GroupTables;
import io.truecount.identity.Groups;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.components.ComponentFinder;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Groups the customers of a run at each level that the project declares. */
final class GroupsRun {
  private GroupsRun() {}

  /** Writes the tables of groups. */
  static void write(RunContext context, ComponentFinder finder) {
    if (context.config().levels().isEmpty()) {
      GroupTables.all().forEach(context::stageNone);
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

  private static Groups groups(RunContext context, LevelConfig level, ComponentFinder finder) {
    return Groups.of(
        context.staging().read(IdentityTables.attributions().name()),
        level,
        context.config().identity(),
        new Groups.Previous(
            context.beforeOrNone(GroupTables.map()), context.beforeOrNone(GroupTables.redirects())),
        context.run().asOf(),
        finder);
  }

  private static void overwrite(
      RunContext context,
      TableDefinition table,
      List<Groups> groups,
      Function<Groups, Dataset<Row>> rows) {
    context
        .staging()
        .overwrite(
            table,
            groups.stream().map(rows).map(table::select).reduce(Dataset::union).orElseThrow());
  }
}
