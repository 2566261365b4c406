package io.truecount.jobs.command;

import io.truecount.error.Outcome;
import io.truecount.metric.exchange.ExchangeFormat;
import io.truecount.metric.exchange.Exported;
import io.truecount.table.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecount metrics export}: the definitions for other tools, and what these cannot say. */
@Command(
    name = "export",
    description = "Write the definitions for other tools; what is lost is reported.")
final class MetricsExportCommand implements Callable<Integer> {
  @Mixin private MetricOptions options = new MetricOptions();

  @Option(
      names = "--as",
      required = true,
      paramLabel = "FORM",
      description =
          "${COMPLETION-CANDIDATES}: dbt's YAML, dbt's semantic manifest, Apache Ossie, Spark's"
              + " metric views.")
  private ExchangeFormat form = ExchangeFormat.dbt;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where it goes.")
  private Path out = Path.of(".");

  @Override
  public Integer call() throws IOException {
    Exported exported = form.export(options.manifest());
    Folders.create(out, "--out");
    for (Map.Entry<String, String> file : exported.files().entrySet()) {
      Files.writeString(out.resolve(file.getKey()), file.getValue());
      System.out.println(out.resolve(file.getKey()));
    }
    exported.losses().forEach(loss -> System.err.println("lost: " + loss));
    return Outcome.DONE.exitCode();
  }
}
