package io.truecount.metric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the queries with known answers are, when this machine has them. */
final class Cases {
  private Cases() {}

  static Path folder() {
    Path folder =
        Path.of(System.getProperty("truecount.root", "."))
            .resolveSibling("shared/cases/metricflow")
            .normalize();
    assumeTrue(
        Files.isDirectory(folder), "skipped: the metric cases are not on this machine: " + folder);
    return folder;
  }
}
