package io.truecount.jobs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Code blocks of one section of a page, which a test takes as its input or prints. */
final class DocsExample {
  private final Path file;
  private final Pattern blocks;

  /**
   * @param heading of the section
   * @param languages of its first blocks in these languages, in this order
   */
  DocsExample(String file, String heading, String... languages) {
    this.file = Path.of(System.getProperty("truecount.root"), file);
    this.blocks =
        Pattern.compile(
            Stream.of(languages)
                .map(language -> ".*?```%s\n(.*?)```".formatted(language))
                .collect(joining("", "\n## " + Pattern.quote(heading) + "\n", "")),
            Pattern.DOTALL);
  }

  /** The text of one block, the first is 1. */
  String part(int block) throws IOException {
    return found(Files.readString(file)).group(block);
  }

  /** Fails when a block is not what was printed; renews it with -Dtruecount.renew=true. */
  void renew(int block, String printed) throws IOException {
    if (Boolean.getBoolean("truecount.renew")) {
      String page = Files.readString(file);
      Matcher found = found(page);
      Files.writeString(
          file, page.substring(0, found.start(block)) + printed + page.substring(found.end(block)));
    }
    assertThat(part(block)).as("renew with -Dtruecount.renew=true").isEqualTo(printed);
  }

  private Matcher found(String page) {
    Matcher found = blocks.matcher(page);
    assertThat(found.find()).as("the example of " + file).isTrue();
    return found;
  }
}
