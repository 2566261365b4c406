package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.truecount.jobs.cli.ErrorPlaces;
import io.truecount.jobs.cli.Errors;
import io.truecount.jobs.cli.Interruption;
import io.truecount.jobs.cli.UsageErrors;
import io.truecount.jobs.cli.Version;
import io.truecount.jobs.command.AudiencesCommand;
import io.truecount.jobs.command.ComponentsCommand;
import io.truecount.jobs.command.CustomerCommand;
import io.truecount.jobs.command.IdentityCommand;
import io.truecount.jobs.command.MaintainCommand;
import io.truecount.jobs.command.MetricsCommand;
import io.truecount.jobs.command.QuarantineCommand;
import io.truecount.jobs.command.ReleasesCommand;
import io.truecount.jobs.command.RunCommand;
import io.truecount.jobs.command.TablesCommand;
import io.truecount.jobs.command.ValidateCommand;
import io.truecount.jobs.demo.DemoCommand;
import io.truecount.jobs.demo.GenerateCommand;
import io.truecount.jobs.nightly.ProjectPlaces;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line: {@code bin/truecount}, or spark-submit with this class. */
@Command(
    name = "truecount",
    description =
        "One definition of every customer metric and audience, computed on your own lake.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      GenerateCommand.class,
      ValidateCommand.class,
      TablesCommand.class,
      RunCommand.class,
      IdentityCommand.class,
      CustomerCommand.class,
      ComponentsCommand.class,
      MetricsCommand.class,
      AudiencesCommand.class,
      QuarantineCommand.class,
      ReleasesCommand.class,
      MaintainCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed while running",
      "2:bad usage or configuration",
      "3:publishing was refused, by checks or after another run's; the last release stands"
    })
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Stack traces with errors; they hold no values of the data either.")
  private boolean debug;

  private Main() {}

  public static void main(String[] args) {
    Interruption.watch();
    int exitCode = run(args);
    Interruption.over();
    System.out.flush();
    System.err.flush();
    System.exit(exitCode);
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... args) {
    CommandLine commandLine = commandLine();
    try {
      return commandLine.execute(args);
    } catch (Error e) { // no memory, a library that is missing: what picocli hands on
      Main main = commandLine.getCommand();
      return Errors.report(e, ErrorPlaces.NONE, main.detail(), System.err);
    }
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    commandLine.setExecutionStrategy(UsageErrors::runLast);
    commandLine.setExecutionExceptionHandler(
        (e, c, p) -> Errors.report(e, ProjectPlaces.of(c, e), main.detail(), System.err));
    commandLine.setParameterExceptionHandler((e, a) -> UsageErrors.report(e, System.err));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setErr(new PrintWriter(System.err, true, UTF_8));
    return commandLine;
  }

  private Errors.Detail detail() {
    return debug ? Errors.Detail.STACK_TRACES : Errors.Detail.PROBLEMS;
  }
}
