package io.truecount.source.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.source.record.InputFile;
import io.truecount.source.scan.FileInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesTest {
  private static final int LONGEST = 1_000_000;

  @TempDir Path folder;

  @Test
  void a_line_that_is_too_long_is_refused_and_the_others_are_read() throws IOException {
    String longest = "{\"a\":\"" + "x".repeat(LONGEST - 8) + "\"}";

    assertThat(lines("{}\n" + longest + "\n" + longest + " \n\n" + longest.repeat(3) + "\n{}\n"))
        .containsExactly("1 2", "2 1000000", "3 refused: null", "5 refused: null", "6 2");
    assertThat(lines("{}\n" + longest.repeat(2))).containsExactly("1 2", "2 refused: null");
  }

  /** Position and length of every line. */
  private List<String> lines(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), content);
    JsonLines lines = new JsonLines(JsonShape.exact(), new Lengths(), LONGEST);
    List<String> found = new ArrayList<>();
    try (FileInput input =
        FileInput.open(new InputFile(file.toUri().toString(), "a", 0, 0), new Configuration())) {
      lines.open(input);
      while (lines.next()) {
        found.add(String.valueOf(lines.values()[0]));
      }
    }
    return found;
  }

  private static final class Lengths implements JsonLines.Maker {
    @Override
    public @Nullable Object[] made(JsonScanner json, JsonLines.Line line) {
      return new Object[] {line.position() + " " + line.utf8().numBytes()};
    }

    @Override
    public @Nullable Object[] refused(String reason, String detail, JsonLines.Line line) {
      return new Object[] {line.position() + " refused: " + line.rest()};
    }
  }
}
