package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.MetricHeader;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount metrics list}. */
@Command(name = "list", description = "All metrics with their type and description.")
final class MetricsListCommand implements Callable<Integer> {
  @Mixin private MetricOptions options = new MetricOptions();

  @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private OutputFormat output = OutputFormat.text;

  @Override
  public Integer call() {
    TablePrinter table = new TablePrinter("metric", "type", "description");
    options.manifest().metrics().stream()
        .sorted(Comparator.comparing(Metric::name))
        .forEach(
            m ->
                table.row(
                    m.name(),
                    m.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                    description(m.header())));
    table.print(output, System.out);
    return Outcome.DONE.exitCode();
  }

  private static String description(MetricHeader header) {
    String text = header.description().isBlank() ? header.label() : header.description();
    return text.strip().lines().findFirst().orElse("");
  }
}
