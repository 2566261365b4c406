package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.OverrideTable;
import io.truecount.jobs.cli.Numbers;
import java.util.Arrays;
import java.util.Map;

/** The overrides of a project, those that have expired too, and what became of each in a run. */
final class OverridesRun {
  private OverridesRun() {}

  /**
   * Stages every row of the project's files.
   *
   * @return for people, how many act, have expired, or name what no event has; empty without any
   */
  static String stage(RunContext context) {
    IdentityConfig declared = context.declared().config().identity();
    if (declared.overrides().isEmpty()) {
      context.stageNone(IdentityTables.overrides());
      return "";
    }
    context
        .staging()
        .overwrite(
            IdentityTables.overrides(),
            OverrideTable.of(
                declared,
                context.run().asOf(),
                context.read(IdentityTables.map()),
                context.read(IdentityTables.blocked())));
    return states(context);
  }

  private static String states(RunContext context) {
    Map<String, Long> states =
        context
            .read(IdentityTables.overrides())
            .groupBy(IdentityTables.STATE)
            .count()
            .collectAsList()
            .stream()
            .collect(toMap(row -> row.getString(0), row -> row.getLong(1)));
    return Arrays.stream(OverrideTable.State.values())
        .map(state -> state.text() + " " + Numbers.whole(states.getOrDefault(state.text(), 0L)))
        .collect(joining(", ", "; overrides: ", ""));
  }
}
