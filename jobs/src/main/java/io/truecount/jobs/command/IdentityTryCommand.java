package io.truecount.jobs.command;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityFile;
import io.truecount.config.Interval;
import io.truecount.error.Outcome;
import io.truecount.error.Problems;
import io.truecount.identity.OverrideConflicts;
import io.truecount.identity.trial.Trial;
import io.truecount.identity.trial.TrialRecord;
import io.truecount.identity.trial.TrialRecords;
import io.truecount.jobs.cli.OutputFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code truecount identity try}: rules on a file of records; starts no Spark. */
@Command(
    name = "try",
    description =
        "Try rules on a file of records, without a warehouse: prints the customers, the links that"
            + " were refused and why, and the records that would go to quarantine.")
final class IdentityTryCommand implements Callable<Integer> {
  @Option(
      names = "--rules",
      paramLabel = "FILE",
      required = true,
      description = "A file with an identity { … } block, as truecount.conf has it.")
  private Path rules = Path.of("");

  @Option(
      names = "--records",
      paramLabel = "FILE",
      required = true,
      description =
          "A JSON object a line, with a time (an integer or an instant), identifiers"
              + " [[\"user_id\", \"u1\"], …] and, for separation, properties {…}.")
  private Path records = Path.of("");

  @Option(
      names = "--as-of",
      paramLabel = "INSTANT",
      description = "Overrides that expire by then do not act (default: all act).")
  private @Nullable String asOf;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    Problems problems = new Problems();
    Instant then = asOf == null ? Instant.MIN : Interval.option("--as-of", asOf);
    IdentityConfig config = IdentityFile.read(rules, problems).at(then);
    List<String> types = config.types().stream().map(IdentifierType::name).toList();
    List<TrialRecord> read =
        types.isEmpty() // each record would have an undeclared type
            ? List.of()
            : TrialRecords.read(records, types, config.links().separation(), problems);
    OverrideConflicts.check(config, problems);
    problems.throwIfAny();
    Trial trial = Trial.of(config, read);
    switch (output) {
      case text -> TrialText.print(trial, System.out);
      case json -> System.out.println(TrialJson.of(trial));
      case csv -> TrialText.table(trial).print(OutputFormat.csv, System.out);
    }
    return Outcome.DONE.exitCode();
  }
}
