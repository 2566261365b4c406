package io.truecount.jobs.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.project.Definitions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metric definitions of a project as they were at a commit. */
final class GitMetrics {
  private GitMetrics() {}

  /**
   * Reads {@code metrics/} and {@code audiences/} below the project at a commit, branch or tag.
   *
   * @throws TruecountException when there is no such commit, or the project is not in it
   */
  static Manifest at(Path project, String reference) {
    requireCommit(project, reference);
    return Definitions.read(
        texts(project, reference, Definitions.METRICS),
        texts(project, reference, Definitions.AUDIENCES));
  }

  /** The texts below {@code audiences/} at a commit, branch or tag, by the names of their files. */
  static Map<String, String> audiences(Path project, String reference) {
    requireCommit(project, reference);
    return texts(project, reference, Definitions.AUDIENCES);
  }

  private static Map<String, String> texts(Path project, String reference, String folder) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file :
        git(project, "ls-tree", "-r", "--name-only", reference, "--", folder)
            .lines()
            .filter(f -> f.matches(".*\\.(ya?ml|json)"))
            .toList()) {
      texts.put(reference + ":" + file, git(project, "show", reference + ":./" + file));
    }
    return texts;
  }

  private static void requireCommit(Path project, String reference) {
    git(project, "rev-parse", "--git-dir");
    if (run(project, "rev-parse", "--verify", "--quiet", reference + "^{commit}").failed()) {
      List<String> known =
          git(project, "for-each-ref", "--format=%(refname:short)").lines().toList();
      throw TruecountException.invalid(
          Problem.of(
              "there is no commit, branch or tag \"%s\"".formatted(reference),
              "--against",
              Suggestion.nearest(reference, known)
                  .map("did you mean \"%s\"?"::formatted)
                  .orElse("git branch, git tag and git log list them; a number is a release")));
    }
    if (git(project, "ls-tree", reference, "--", ".").isEmpty()) {
      throw TruecountException.invalid(
          Problem.of(
              "the project %s is not in %s".formatted(project, reference),
              "--against",
              "name a commit that holds it"));
    }
  }

  private record Answer(int status, String output) {
    boolean failed() {
      return status != 0;
    }
  }

  private static String git(Path project, String... arguments) {
    Answer answer = run(project, arguments);
    if (answer.failed()) {
      throw TruecountException.invalid(
          Problem.of(
              "git %s failed: %s".formatted(arguments[0], answer.output().strip()),
              "--against",
              "keep the project in a git repository, or name the number of a release"));
    }
    return answer.output();
  }

  private static Answer run(Path project, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", project.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Answer(process.waitFor(), output);
    } catch (IOException e) {
      throw TruecountException.invalid(
          Problem.of(
              "git cannot be run: " + e.getMessage(),
              "--against",
              "install git, or name the number of a release"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
