package io.truecount.jobs;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.ProjectOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code truecount validate}: every error of a project at once, without starting Spark. */
@Command(name = "validate", description = "Check a project: every error at once, no Spark started.")
final class ValidateCommand implements Callable<Integer> {
  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() {
    Definitions definitions = Definitions.read(options.project(), options.overrides());
    IgnoredFiles.of(options.project()).forEach(p -> System.err.println("warning: " + p));
    System.out.printf(
        "%s is valid: %d sources, %d models, %d metrics, %d audiences%n",
        options.project(),
        definitions.config().sources().size(),
        definitions.models().models().size(),
        definitions.manifest().metrics().size(),
        definitions.audiences().size());
    return Outcome.DONE.exitCode();
  }
}
