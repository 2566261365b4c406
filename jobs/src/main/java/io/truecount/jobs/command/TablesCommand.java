package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.project.TableDocs;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code truecount tables}: the table reference of a project, as Markdown. */
@Command(
    name = "tables",
    description = "Describe every table and column of a project, as Markdown.")
public final class TablesCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() {
    System.out.print(
        TableDocs.markdown(Nightly.standard().project(options.project(), options.overrides())));
    return Outcome.DONE.exitCode();
  }
}
