package io.truecount.metric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the queries with known answers are, when this machine has them. */
final class Cases {
  private Cases() {}

  static Path folder() {
    Path folder = path();
    assumeTrue(
        Files.isDirectory(folder), "skipped: the metric cases are not on this machine: " + folder);
    return folder;
  }

  private static Path path() {
    return Path.of(System.getProperty("truecount.root", "."))
        .resolveSibling("shared/cases/metricflow")
        .normalize();
  }

  /** The names of all manifests; none when this machine has not got them. */
  static Stream<String> manifests() {
    Path folder = path().resolve("manifests");
    String end = ".semantic_manifest.json";
    String[] names = folder.toFile().list((dir, name) -> name.endsWith(end));
    return names == null
        ? Stream.of()
        : Stream.of(names).sorted().map(n -> n.substring(0, n.length() - end.length()));
  }

  static Manifest manifest(String name) {
    Path file = path().resolve("manifests/%s.semantic_manifest.json".formatted(name));
    return ManifestReader.read(List.of(file));
  }
}
