package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The example project, to be broken. */
record ProjectCopy(Path root) {
  private static final Path CONF = Path.of(System.getProperty("truecount.root"), "conf");

  static ProjectCopy below(Path folder) throws IOException {
    ProjectCopy copy = new ProjectCopy(folder.resolve("project"));
    try (Stream<Path> files = Files.walk(CONF)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.file(CONF.relativize(file).toString());
        Files.createDirectories(to.resolveSibling("."));
        Files.copy(file, to);
      }
    }
    return copy;
  }

  Path file(String name) {
    return root.resolve(name);
  }

  void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(file(file));
    assertThat(text).contains(from);
    Files.writeString(file(file), text.replace(from, to));
  }

  void append(String file, String text) throws IOException {
    Files.writeString(file(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  Cli validate() {
    return Cli.run("validate", "--project", root.toString());
  }

  /** The first lines of what validate refuses the project for. */
  List<String> errors() {
    Cli validate = validate();
    assertThat(validate.exitCode()).as(validate.err()).isEqualTo(2);
    return validate.err().lines().filter(line -> line.startsWith("error:")).toList();
  }
}
