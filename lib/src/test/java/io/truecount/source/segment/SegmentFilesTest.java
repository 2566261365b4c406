package io.truecount.source.segment;

import static io.truecount.testkit.RowsAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.LakeFixture;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files of calls: compressed, cut off, of another kind. */
final class SegmentFilesTest {
  private static final String FILE = "web/dt=2026-02-01/a.json.gz";
  private static final String SOURCE = "web { format = segment-json, path = \"web/dt={date}/*\" }";

  @TempDir Path folder;

  @Test
  void a_file_of_another_kind_is_one_refused_record() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCE)
            .file("web/dt=2026-02-01/a.json", "{\"type\":\"page\"}")
            .file(
                "web/dt=2026-02-01/b.json.xz", new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0, 0});

    assertThat(lake.records())
        .columns("file", "position", "reason", "raw")
        .hasRows(
            "web/dt=2026-02-01/a.json|1|NULL|{\"type\":\"page\"}",
            "web/dt=2026-02-01/b.json.xz|0|unreadable|NULL");
  }

  @Test
  void a_cut_off_file_gives_its_lines_and_one_refused_record() {
    String line = "{\"type\":\"page\",\"messageId\":\"%d\",\"x\":\"%s\"}";
    String[] lines = new String[500];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line.formatted(i, Integer.toHexString(i * 0x9E3779B9).repeat(3));
    }
    LakeFixture lake = new LakeFixture(folder, SOURCE).file(FILE, lines).cut(FILE, 4000);

    List<Row> rows = lake.records().collectAsList();

    Row last = rows.get(rows.size() - 1);
    assertThat(rows).hasSizeBetween(50, 499);
    assertThat(rows.subList(0, rows.size() - 1)).allMatch(r -> r.getAs("reason") == null);
    assertThat(last.<String>getAs("reason")).isEqualTo("truncated");
    assertThat(last.<Long>getAs("position")).isEqualTo(rows.size());
    assertThat(last.<String>getAs("file")).isEqualTo(FILE);
    assertThat(last.<String>getAs("detail")).contains("cannot be read further");
  }

  @Test
  void bytes_behind_the_compressed_content_are_one_refused_record() {
    String line = "{\"type\":\"page\",\"messageId\":\"%d\"}";
    byte[] lines = (line.formatted(1) + "\n" + line.formatted(2)).getBytes(UTF_8);
    LakeFixture lake = new LakeFixture(folder, SOURCE).file(FILE, lines).append(FILE, lines);

    assertThat(lake.records())
        .columns("position", "event_id", "detail")
        .hasRows(
            "1|1|NULL",
            "2|2|NULL",
            "3|NULL|the file cannot be read further: bytes follow the end of the gzip data");
  }

  @Test
  void a_file_that_is_no_gzip_or_empty_is_one_refused_record() {
    LakeFixture lake = new LakeFixture(folder, SOURCE).file("web/dt=2026-02-01/b.json", "x");
    lake.file(FILE, "{\"type\":\"page\"}").cut(FILE, 0);

    assertThat(lake.records().filter("file like '%.gz'"))
        .columns("reason", "raw")
        .hasRows("truncated|NULL");
  }

  @Test
  void long_lines_and_a_last_line_without_an_end_are_whole() {
    String big = "{\"type\":\"page\",\"messageId\":\"big\",\"context\":{\"locale\":\"%s\"}}";
    LakeFixture lake = new LakeFixture(folder, SOURCE);
    lake.file(
        "web/dt=2026-02-01/a.json",
        ("\uFEFF" + big.formatted("x".repeat(1_000_000)) + "\r\n{\"type\":\"page\"}")
            .getBytes(UTF_8));

    assertThat(lake.records())
        .columns("position", "reason", "length(context.locale)")
        .hasRows("1|NULL|1000000", "2|NULL|NULL");
  }
}
