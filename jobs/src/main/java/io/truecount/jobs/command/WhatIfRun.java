package io.truecount.jobs.command;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityFile;
import io.truecount.config.Locations;
import io.truecount.error.Outcome;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.WhatIf;
import io.truecount.project.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;

/** {@code truecount run resolve --what-if FILE}. */
final class WhatIfRun {
  private static final String STEP = "resolve";

  private WhatIfRun() {}

  static int of(
      String step, Path file, ProjectOptions options, Duration patience, OutputFormat output)
      throws IOException {
    if (!step.equals(STEP)) {
      throw TruecountException.invalid(
          Problem.of(
              "--what-if is of the step resolve, not of " + step,
              "truecount run",
              "truecount run resolve --what-if " + file));
    }
    Project project = Nightly.standard().project(options.project(), options.overrides());
    Problems problems = new Problems();
    IdentityConfig rules = IdentityFile.read(file, problems);
    problems.throwIfAny();
    Project tried = project.with(rules);
    try (SparkSession spark = Sessions.start(project.config().table())) {
      WhatIf found = WhatIf.of(spark, tried, InstantSource.system(), patience);
      new WhatIfText(found, Locations.shown(file)).print(output, System.out);
    }
    return Outcome.DONE.exitCode();
  }
}
