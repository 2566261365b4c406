package io.truecount.jobs.command;

import io.truecount.config.ProjectConfig;
import io.truecount.jobs.cli.ProjectOptions;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.project.Definitions;
import io.truecount.source.SourceFormats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the definitions come from, and what they mean. */
final class MetricOptions {
  /** Lower-case names for the command line. */
  enum Rules {
    truecount,
    metricflow
  }

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "Definitions to use instead of the project's: YAML, or dbt's manifest.")
  private @Nullable Path manifest;

  @Option(
      names = "--semantics",
      paramLabel = "RULES",
      description =
          "Whose rules hold where the two differ: ${COMPLETION-CANDIDATES} (default: what the"
              + " project says, metricflow for a manifest).")
  private @Nullable Rules semantics;

  @Mixin private ProjectOptions project = new ProjectOptions();

  ProjectOptions project() {
    return project;
  }

  boolean hasManifest() {
    return manifest != null;
  }

  /** The project's definitions, or those of the named file. */
  Manifest manifest() {
    if (manifest != null) {
      return ManifestReader.read(List.of(manifest));
    }
    return Definitions.read(project.project());
  }

  Planner planner(Manifest definitions, boolean imported) {
    return new Planner(definitions, semantics == null ? standard(imported) : requested(semantics));
  }

  private static Semantics requested(Rules rules) {
    return rules == Rules.metricflow ? Semantics.METRICFLOW : Semantics.TRUECOUNT;
  }

  private Semantics standard(boolean imported) {
    return imported ? Semantics.METRICFLOW : ofProject();
  }

  private Semantics ofProject() {
    Path folder = project.project();
    return Files.exists(folder.resolve(ProjectConfig.FILE))
        ? Semantics.of(
            ProjectConfig.read(folder, project.overrides(), SourceFormats.standard().rules())
                .metrics())
        : Semantics.TRUECOUNT;
  }
}
