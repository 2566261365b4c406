package io.truecount.jobs.cli;

import io.truecount.config.Overrides;
import io.truecount.config.TableFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which project, and what the command line sets over its file. */
public final class ProjectOptions {
  /** Lower-case names for the command line. */
  enum Format {
    delta,
    iceberg
  }

  @Option(
      names = "--project",
      paramLabel = "DIR",
      defaultValue = "conf",
      description = "Project folder: truecount.conf, models, metrics, audiences (default: conf).")
  private Path project = Path.of("conf");

  @Option(names = "--lake", paramLabel = "DIR", description = "Lake to read, over the project's.")
  private @Nullable String lake;

  @Option(
      names = "--warehouse",
      paramLabel = "DIR",
      description = "Warehouse to write, over the project's.")
  private @Nullable String warehouse;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Table format, over the project's: ${COMPLETION-CANDIDATES}.")
  private @Nullable Format format;

  public Path project() {
    return project;
  }

  public Overrides overrides() {
    return new Overrides(
        Optional.ofNullable(lake),
        Optional.ofNullable(warehouse),
        Optional.ofNullable(format)
            .map(f -> TableFormat.valueOf(f.name().toUpperCase(Locale.ROOT))));
  }
}
