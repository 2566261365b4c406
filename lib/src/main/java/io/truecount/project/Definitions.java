package io.truecount.project;

import io.truecount.audience.AudienceHeader;
import io.truecount.audience.AudienceModels;
import io.truecount.error.Problems;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The metrics of a project, with those that follow from its audiences. */
public final class Definitions {
  public static final String METRICS = "metrics";
  public static final String AUDIENCES = "audiences";

  private Definitions() {}

  /**
   * Reads them from a project.
   *
   * @throws io.truecount.error.TruecountException with every error found
   */
  public static Manifest read(Path project) {
    Problems problems = new Problems();
    Manifest manifest = read(project, problems);
    problems.throwIfAny();
    return manifest;
  }

  /** As {@link #read(Path)}, for a caller who collects the errors of several parts. */
  static Manifest read(Path project, Problems problems) {
    Path metrics = project.resolve(METRICS);
    return ManifestReader.read(
        Files.isDirectory(metrics) ? List.of(metrics) : List.of(),
        AudienceModels.of(AudienceHeader.read(project.resolve(AUDIENCES))),
        problems);
  }

  /**
   * Reads them from texts by the names of their files.
   *
   * @throws io.truecount.error.TruecountException with every error found
   */
  public static Manifest read(Map<String, String> metrics, Map<String, String> audiences) {
    Problems problems = new Problems();
    Manifest manifest =
        ManifestReader.read(metrics, AudienceModels.of(AudienceHeader.read(audiences)), problems);
    problems.throwIfAny();
    return manifest;
  }
}
