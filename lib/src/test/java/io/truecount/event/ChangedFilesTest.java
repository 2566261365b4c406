package io.truecount.event;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.error.TruecountException;
import io.truecount.source.SourceFormats;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChangedFilesTest {
  private static final String SOURCE =
      """
      web { format = segment-json, path = "web/dt={date}/*"
        contract { properties { path { type = string } } } }
      """;

  @TempDir Path folder;

  @Test
  void a_file_that_is_written_between_the_passes_is_named() throws IOException {
    LakeFixture lake = new LakeFixture(folder, SOURCE);
    lake.file("web/dt=2026-01-01/longer", call("a"));
    lake.file("web/dt=2026-01-01/other", call("a"));
    lake.file("web/dt=2026-01-01/same", call("a"));
    FileTime before = Files.getLastModifiedTime(folder.resolve("web/dt=2026-01-01/longer"));
    Ingest.Context context =
        new Ingest.Context(
            "run",
            folder.toString(),
            lake.sources(),
            SourceFormats.standard(),
            Interval.parse("2026-01-01/2026-01-02"));
    Ingest.Input input = Ingest.input(SharedSpark.session(), context);
    assertThatCode(() -> refuse(context, input)).doesNotThrowAnyException();

    lake.file("web/dt=2026-01-01/longer", call("aa"));
    Files.setLastModifiedTime(folder.resolve("web/dt=2026-01-01/longer"), before);
    lake.file("web/dt=2026-01-01/other", call("b"));
    Files.setLastModifiedTime(
        folder.resolve("web/dt=2026-01-01/other"), FileTime.fromMillis(before.toMillis() + 5));
    lake.file("web/dt=2026-01-01/new", call("a"));

    assertThatThrownBy(() -> refuse(context, input))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("web/dt=2026-01-01/longer")
        .hasMessageContaining("web/dt=2026-01-01/other")
        .hasMessageContaining("was written while the run read it")
        .hasMessageNotContaining("web/dt=2026-01-01/same")
        .hasMessageNotContaining("web/dt=2026-01-01/new");
  }

  private static void refuse(Ingest.Context context, Ingest.Input input) {
    ChangedFiles.refuse(SharedSpark.session(), context, input);
  }

  private static String call(String path) {
    return "{\"type\":\"page\",\"properties\":{\"path\":\"%s\"}}".formatted(path);
  }
}
