package io.truecount.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.error.TruecountException;
import io.truecount.source.record.InputFile;
import io.truecount.testkit.LakeFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceFilesTest {
  private static final String DAILY = "s { format = segment-json, path = \"s/dt={date}/*.json\" }";

  @TempDir Path folder;

  @Test
  void a_run_reads_the_load_dates_of_its_interval() {
    LakeFixture lake =
        new LakeFixture(folder, DAILY)
            .file("s/dt=2026-01-31/a.json", "{}")
            .file("s/dt=2026-02-01/b.json", "{}")
            .file("s/dt=2026-02-01/.hidden.json", "{}")
            .file("s/dt=2026-02-01/_SUCCESS.json", "{}")
            .file("s/dt=2026-02-02/c.json", "{}");

    assertThat(names(lake, "2026-02-01/2026-02-02")).containsExactly("s/dt=2026-02-01/b.json");
    assertThat(names(lake, "2026-01-31/2026-03-01"))
        .containsExactly(
            "s/dt=2026-01-31/a.json", "s/dt=2026-02-01/b.json", "s/dt=2026-02-02/c.json");
    assertThat(names(lake, "2026-02-01T06:00:00Z/2026-02-02")).isEmpty();
    assertThat(names(lake, "2027-02-01/2027-02-02")).isEmpty();
  }

  @Test
  void a_path_without_a_date_is_read_by_every_run() {
    LakeFixture lake =
        new LakeFixture(folder, "s { format = segment-json, path = \"s/*\" }").file("s/a", "{}");

    assertThat(files(lake, "2026-02-01/2026-02-02"))
        .singleElement()
        .satisfies(
            file ->
                assertThat(file.loadedAt())
                    .isEqualTo(Interval.instant("2026-02-01").toEpochMilli() * 1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br[1]", "cu{x,y}", "a b", "st*r", "qu?", "ü,^"})
  void a_lake_may_be_called_anything(String name) {
    LakeFixture lake = new LakeFixture(folder.resolve(name), DAILY);
    lake.file("s/dt=2026-02-01/b.json", "{}");

    assertThat(names(lake, "2026-02-01/2026-02-02")).containsExactly("s/dt=2026-02-01/b.json");
  }

  @Test
  void a_lake_that_is_a_file_is_an_error() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> new SourceFiles(new Configuration(), file.toString()))
        .hasMessageContaining("there is no lake folder");
  }

  @Test
  void a_lake_that_is_not_there_is_an_error() {
    assertThatThrownBy(() -> new SourceFiles(new Configuration(), folder + "/lakee"))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("there is no lake folder")
        .hasMessageContaining("lakee")
        .hasMessageContaining("--lake");
  }

  @Test
  void a_link_out_of_the_lake_is_refused_and_one_inside_is_followed() throws IOException {
    LakeFixture lake = new LakeFixture(folder.resolve("lake"), DAILY);
    lake.file("s/dt=2026-02-01/a.json", "{}").file("old/b.json", "{}");
    Path day = lake.path().resolve("s/dt=2026-02-01");
    Files.createSymbolicLink(day.resolve("b.json"), lake.path().resolve("old/b.json"));
    assertThat(names(lake, "2026-02-01/2026-02-02")).hasSize(2);

    Path secret = Files.writeString(folder.resolve("secret.json"), "{}");
    Files.createSymbolicLink(day.resolve("c.json"), secret);
    assertThatThrownBy(() -> names(lake, "2026-02-01/2026-02-02"))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("s/dt=2026-02-01/c.json, which lies outside of the lake");
  }

  @Test
  void a_linked_folder_out_of_the_lake_is_refused_and_a_linked_lake_is_not() throws IOException {
    LakeFixture other = new LakeFixture(folder.resolve("other"), DAILY);
    other.file("s/dt=2026-02-01/a.json", "{}");
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), other.path());
    SourceFiles ofLink = new SourceFiles(new Configuration(), linked.toString());
    assertThat(ofLink.list(other.sources().get(0), Interval.parse("2026-02-01/2026-02-02")))
        .hasSize(1);

    LakeFixture lake = new LakeFixture(folder.resolve("lake"), DAILY);
    Files.createDirectories(lake.path());
    Files.createSymbolicLink(lake.path().resolve("s"), other.path().resolve("s"));
    assertThatThrownBy(() -> names(lake, "2026-02-01/2026-02-02"))
        .hasMessageContaining("outside of the lake");
  }

  private static List<String> names(LakeFixture lake, String interval) {
    return files(lake, interval).stream().map(InputFile::name).toList();
  }

  private static List<InputFile> files(LakeFixture lake, String interval) {
    return new SourceFiles(new Configuration(), lake.path().toString())
        .list(lake.sources().get(0), Interval.parse(interval));
  }
}
