package io.truecount.jobs.demo;

import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.Progress;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.cli.Version;
import io.truecount.jobs.demo.generate.DemoLake;
import io.truecount.jobs.nightly.Accuracy;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.Runner;
import io.truecount.jobs.nightly.SummaryPrinter;
import io.truecount.project.Project;
import io.truecount.table.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code truecount demo}: a lake, a nightly, and what came out of it. */
@Command(
    name = "demo",
    description = "Make a demo lake, run the nightly on it, and show what came out.")
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Folder for the lake and the warehouse (default: demo).")
  private Path folder = Path.of("demo");

  @Option(
      names = "--project",
      paramLabel = "DIR",
      defaultValue = "${sys:truecount.root:-.}/conf",
      description = "Project to run (default: the example project, conf).")
  private Path example = Path.of("conf");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "delta",
      description = "Table format: ${COMPLETION-CANDIDATES} (default: delta).")
  private TableFormat format = TableFormat.DELTA;

  @Option(
      names = "--persons",
      defaultValue = "1000",
      description = "How many people (default: 1000).")
  private long persons = 1000;

  @Option(names = "--seed", defaultValue = "7", description = "Same seed, same lake (default: 7).")
  private long seed = 7;

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() throws IOException {
    InstantSource clock = InstantSource.system();
    Instant start = clock.instant();
    Folders.create(folder, "--dir");
    Path lake = folder.resolve("lake");
    Progress.onStandardError().say("a shop of %d people in %s".formatted(persons, lake));
    DemoLake.write(new DemoLake.Options(persons, seed, lake));
    Nightly nightly = Nightly.standard();
    Project project = nightly.project(example, overrides(lake));
    Run run =
        Run.of(
            Interval.parse(DemoLake.INTERVAL),
            DemoLake.AS_OF,
            project.config().hash(),
            Version.current());
    try (SparkSession spark = Sessions.start(project.config().table())) {
      RunContext context = new RunContext(spark, project, run, clock);
      Runner.run(nightly, context, nightly.steps(), Duration.ZERO);
      Accuracy accuracy = DemoTruth.accuracy(context, lake);
      double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
      new SummaryPrinter(context, seconds, Optional.of(accuracy)).print(output, System.out);
    }
    return Outcome.DONE.exitCode();
  }

  private Overrides overrides(Path lake) {
    String warehouse =
        folder.resolve(format == TableFormat.DELTA ? "warehouse" : "warehouse-iceberg").toString();
    return new Overrides(Optional.of(lake.toString()), Optional.of(warehouse), Optional.of(format));
  }
}
