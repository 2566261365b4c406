package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The metric definitions of a project as they were at a commit. */
final class GitMetrics {
  private GitMetrics() {}

  /** Reads {@code metrics/} below the project at a commit, branch or tag. */
  static Manifest at(Path project, String reference) {
    Path copy = temporary();
    try {
      for (String file :
          git(project, "ls-tree", "-r", "--name-only", reference, "--", "metrics")
              .lines()
              .toList()) {
        Path target = copy.resolve(file);
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.writeString(target, git(project, "show", reference + ":./" + file));
      }
      Problems problems = new Problems();
      Manifest manifest = ManifestReader.read(List.of(copy), problems);
      problems.throwIfAny();
      return manifest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(copy);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("truecount-metrics");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String git(Path project, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() == 0) {
        return output;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw TruecountException.invalid(
        Problem.of(
            "git %s failed: %s".formatted(arguments[0], output.strip()),
            "--against",
            "name a commit, branch or tag of the project's repository, or the number of a release"));
  }
}
