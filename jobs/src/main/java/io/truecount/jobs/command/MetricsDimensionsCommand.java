package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.plan.Reachable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecount metrics dimensions NAME…}. */
@Command(
    name = "dimensions",
    description = "What metrics can be grouped and filtered by, together.")
final class MetricsDimensionsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "Metrics.")
  private List<String> names = List.of();

  @Mixin private MetricOptions options = new MetricOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    Manifest manifest = options.manifest();
    TablePrinter table = new TablePrinter("dimension", "kind", "grain", "description");
    for (Reachable item : options.planner(manifest, options.hasManifest()).dimensions(names)) {
      table.row(item.name(), item.kind(), item.grain(), item.description());
    }
    table.print(output, System.out);
    return Outcome.DONE.exitCode();
  }
}
