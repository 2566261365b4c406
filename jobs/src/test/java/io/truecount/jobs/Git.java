package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A project in a git repository of its own. */
record Git(Path folder) {
  /** Makes the repository, with all files in the first commit of the branch main. */
  static Git init(Path folder) throws IOException {
    Git git = new Git(folder);
    git.run("init", "--quiet", "--initial-branch", "main");
    git.run("add", ".");
    git.run("commit", "--quiet", "--message", "first");
    return git;
  }

  void run(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@t"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      assertThat(process.waitFor()).as(output).isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
