package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.jobs.cli.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code bin/help.txt}, from which bin/truecount answers --help without building anything. */
final class HelpFileTest {
  private static final Path ROOT = Path.of(System.getProperty("truecount.root"));
  private static final Path FILE = ROOT.resolve("bin/help.txt");

  @TempDir Path folder;

  /** Renewed by -Dtruecount.renew=true. */
  @Test
  void the_file_holds_the_usage_of_every_command() throws IOException {
    StringBuilder text = new StringBuilder();
    sections(Main.commandLine(), text);
    if (Boolean.getBoolean("truecount.renew")) {
      Files.writeString(FILE, text);
    }
    assertThat(FILE).content(UTF_8).isEqualTo(text.toString());
  }

  /** Neither sources nor Maven nor Java: a build, or a JVM, would fail. */
  @Test
  void help_and_version_are_answered_where_nothing_is_built() throws Exception {
    for (String file :
        List.of("bin/truecount", "bin/help", "bin/build", "bin/help.txt", "pom.xml")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(ROOT.resolve(file), folder.resolve(file));
    }
    assertThat(bin("--version")).isEqualTo("0 truecount " + Version.current());
    assertThat(bin("metrics", "-V")).isEqualTo("0 truecount " + Version.current());
    assertThat(bin("--help")).startsWith("0 Usage: truecount ").contains("validate", "Exit codes");
    assertThat(bin("run", "nightly", "--help")).startsWith("0 Usage: truecount run ");
    assertThat(bin("metrics", "list", "-h")).startsWith("0 Usage: truecount metrics list ");
    assertThat(bin("audiences", "--project", "x", "-h")).startsWith("0 Usage: truecount audiences");
    assertThat(bin("vaildate", "--help")).startsWith("2 ").contains("was not found");
  }

  private String bin(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(folder.resolve("bin/truecount").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process.environment().put("JAVA_HOME", folder.resolve("none").toString());
    Process started = process.start();
    String text = new String(started.getInputStream().readAllBytes(), UTF_8).strip();
    return started.waitFor() + " " + text;
  }

  private static void sections(CommandLine command, StringBuilder text) {
    text.append("=== ").append(command.getCommandSpec().qualifiedName()).append('\n');
    text.append(command.getUsageMessage(Ansi.OFF));
    Stream.of(command.getSubcommands().values())
        .flatMap(java.util.Collection::stream)
        .distinct()
        .forEach(sub -> sections(sub, text));
  }
}
