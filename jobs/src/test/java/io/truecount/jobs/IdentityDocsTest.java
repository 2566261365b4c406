package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of each example in docs/identity.md is what the command prints. */
final class IdentityDocsTest {
  private static final Path FILE =
      Path.of(System.getProperty("truecount.root"), "docs/identity.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "```hocon\n(.*?)```\n(?:```csv\n(.*?)```\n)?```json\n(.*?)```\n```text\n(.*?)```",
          Pattern.DOTALL);
  private static final int LEAST_EXAMPLES = 12;

  @TempDir Path folder;

  /** Renewed by -Dtruecount.renew=true. */
  @Test
  void every_example_shows_what_the_command_prints() throws IOException {
    String written = Files.readString(FILE);
    String printed = EXAMPLE.matcher(written).replaceAll(this::example);
    if (Boolean.getBoolean("truecount.renew")) {
      Files.writeString(FILE, printed);
      written = printed;
    }
    assertThat(EXAMPLE.matcher(written).results().count()).isGreaterThanOrEqualTo(LEAST_EXAMPLES);
    assertThat(written).as("renew with -Dtruecount.renew=true").isEqualTo(printed);
  }

  private String example(MatchResult example) {
    try {
      Path rules = Files.writeString(folder.resolve("rules.conf"), example.group(1));
      Path records = Files.writeString(folder.resolve("records.jsonl"), example.group(3));
      if (example.group(2) != null) {
        Files.writeString(folder.resolve("overrides.csv"), example.group(2));
      }
      Cli tried =
          Cli.run("identity", "try", "--rules", rules.toString(), "--records", records.toString());
      assertThat(tried.exitCode()).as(tried.err()).isZero();
      return Matcher.quoteReplacement(
          example.group().substring(0, example.start(4) - example.start())
              + tried.out().replace(folder + "/", "")
              + "```");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
