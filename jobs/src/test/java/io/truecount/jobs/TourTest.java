package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/tour.md names classes by their files, and all of them are there. */
final class TourTest {
  private static final Path DOCS = Path.of(System.getProperty("truecount.root"), "docs");
  private static final Pattern LINK = Pattern.compile("\\[(\\w+)]\\((\\S+\\.java)\\)");

  @Test
  void every_class_of_the_tour_exists() throws IOException {
    List<MatchResult> links =
        LINK.matcher(Files.readString(DOCS.resolve("tour.md"))).results().toList();
    assertThat(links).hasSizeGreaterThan(30);
    for (MatchResult link : links) {
      Path file = DOCS.resolve(link.group(2)).normalize();
      assertThat(file).isRegularFile();
      assertThat(file.getFileName()).hasToString(link.group(1) + ".java");
    }
  }
}
