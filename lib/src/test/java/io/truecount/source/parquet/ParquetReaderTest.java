package io.truecount.source.parquet;

import static io.truecount.source.RowReadersTest.identity;
import static io.truecount.testkit.RowsAssert.assertThat;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.Interval;
import io.truecount.error.TruecountException;
import io.truecount.event.DamagedFiles;
import io.truecount.event.Ingest;
import io.truecount.source.SourceFormats;
import io.truecount.source.record.InputFile;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet, whose rows the configuration maps. */
final class ParquetReaderTest {
  private static final String PARQUET =
      """
      s { format = parquet, path = "s/dt={date}/*.parquet"
        event { type = track, name = Paid, id = id, time = at }
        identifiers { email = mail, user_id = [user, payer] }
        contract { properties {
          amount { type = double, min = 0 }
          paid_in { type = string, path = currency }
        } } }
      """;

  /** The beginning of what is wrong with a damaged file. */
  private static final String NOT_WHOLE = "left(detail, 24)";

  @TempDir Path folder;

  @Test
  void parquet_rows_become_events_whatever_the_files_columns() {
    LakeFixture lake = new LakeFixture(folder, PARQUET);
    parquet(
        "s/dt=2026-02-01",
        "select 1 id, timestamp'2026-01-31 10:00:00' at, 'a@x' mail, 7.5D amount");
    parquet(
        "s/dt=2026-02-02",
        "select 'v' colour, '2' id, '2026-02-01 10:00:00' at, 'u' user, 8 amount");

    assertThat(lake.records())
        .columns(
            "event_id", "left(file, 21)", "position", "loaded_at", "extra", "identifiers", "reason")
        .hasRows(
            "1|s/dt=2026-02-01/part-|1|2026-02-01T00:00:00Z|NULL|[{email,a@x}]|NULL",
            "2|s/dt=2026-02-02/part-|1|2026-02-02T00:00:00Z|{\"colour\":\"v\"}|[{user_id,u}]|NULL");
  }

  @Test
  void a_file_that_is_no_parquet_is_one_refused_record() {
    LakeFixture lake = new LakeFixture(folder, PARQUET);
    parquet("s/dt=2026-02-01", "select 1 id, timestamp'2026-01-31 10:00:00' at");
    lake.file("s/dt=2026-02-01/zzz.parquet", "PAR1 this is not");

    assertThat(lake.records())
        .columns("event_id", "reason", NOT_WHOLE, "file = 's/dt=2026-02-01/zzz.parquet'")
        .hasRows("1|NULL|NULL|false", "NULL|unreadable|not a whole Parquet file|true");
  }

  @Test
  void a_parquet_file_with_a_broken_footer_is_one_refused_record() throws IOException {
    LakeFixture lake = new LakeFixture(folder, PARQUET);
    parquet("s/dt=2026-02-01", "select 1 id, timestamp'2026-01-31 10:00:00' at");
    Path file = parquetFile("s/dt=2026-02-01");
    byte[] bytes = Files.readAllBytes(file);
    int footer = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).getInt(bytes.length - 8);
    Arrays.fill(bytes, bytes.length - 8 - footer, bytes.length - 8, (byte) 0x7F);
    Files.write(file, bytes);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));

    assertThat(lake.records()).columns(NOT_WHOLE).hasRows("not a whole Parquet file");
  }

  @Test
  void files_with_damaged_pages_are_refused_by_name_and_the_others_are_read() throws IOException {
    LakeFixture lake = new LakeFixture(folder, PARQUET);
    for (int i = 1; i <= 5; i++) {
      parquet(
          "s/dt=2026-02-0" + i,
          "select %d id, '2026-01-31' at, repeat('u%d', 99) user".formatted(i, i));
    }
    for (String damaged : List.of("s/dt=2026-02-02", "s/dt=2026-02-05")) {
      Path file = parquetFile(damaged);
      byte[] bytes = Files.readAllBytes(file);
      Arrays.fill(bytes, 4, 60, (byte) 0x7F);
      Files.write(file, bytes);
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
    Ingest.Context context =
        new Ingest.Context(
            "run",
            folder.toString(),
            lake.sources(),
            SourceFormats.standard(),
            Interval.parse("2026-02-01/2026-03-01"));

    List<Integer> damaged = new ArrayList<>();
    List<Row> records =
        DamagedFiles.refused(
            SharedSpark.session(),
            context,
            c -> {
              damaged.add(c.damaged().size());
              return Ingest.input(SharedSpark.session(), c).records().sort("file").collectAsList();
            });

    assertThat(records)
        .extracting(r -> r.<String>getAs("file").substring(5, 15) + " " + r.getAs("event_id"))
        .containsExactly(
            "2026-02-01 1", "2026-02-02 null", "2026-02-03 3", "2026-02-04 4", "2026-02-05 null");
    assertThat(records.get(1).<String>getAs("detail"))
        .startsWith("not a whole Parquet file: what lies before its end cannot be decoded");
    assertThat(damaged).as("known to be damaged, by pass").containsExactly(0, 2);
  }

  @Test
  void a_parquet_file_that_cannot_be_read_fails_the_run() {
    InputFile gone = new InputFile(folder.resolve("gone.parquet").toString(), "gone", 9, 0);

    assertThatThrownBy(() -> ParquetFooters.read(List.of(gone), new Configuration()))
        .isInstanceOf(TruecountException.class)
        .hasMessageContainingAll("gone: the file cannot be read", "rights to read it");
  }

  @Test
  void the_received_time_is_no_part_of_a_parquet_row_wherever_it_stands() {
    String source = PARQUET.replace("id = id, time = at", "time = at, received = meta.in.got");
    LakeFixture lake = new LakeFixture(folder, source);
    String rows =
        "select '2026-01-31' at, named_struct('by', by, 'in', named_struct('got', got)) meta";
    parquet(
        "s/dt=2026-02-01",
        rows + " from values (1, 1769853600), (1, 1769853700), (2, 1769853600) as t(by, got)");

    List<Row> read = lake.records().collectAsList();

    assertThat(read).hasSize(3).allMatch(r -> r.getAs("reason") == null);
    assertThat(identity(read.get(0))).isEqualTo(identity(read.get(1)));
    assertThat(identity(read.get(0))).isNotEqualTo(identity(read.get(2)));
    assertThat(read.get(1).getTimestamp(read.get(1).fieldIndex("received_at")).toInstant())
        .hasToString("2026-01-31T10:01:40Z");
  }

  @Test
  void a_parquet_column_may_hold_nothing_but_the_received_time() {
    String source = PARQUET.replace("id = id, time = at", "time = at, received = meta.got");
    LakeFixture lake = new LakeFixture(folder, source);
    parquet(
        "s/dt=2026-02-01",
        "select '2026-01-31' at, named_struct('got', got) meta"
            + " from values (1769853600), (1769853700) as t(got)");

    List<Row> rows = lake.records().collectAsList();
    assertThat(rows).hasSize(2).allMatch(r -> r.getAs("reason") == null);
    assertThat(identity(rows.get(0))).isEqualTo(identity(rows.get(1)));
  }

  @Test
  void parquet_rows_may_have_maps_inside_of_columns() {
    LakeFixture lake = new LakeFixture(folder, PARQUET);
    parquet(
        "s/dt=2026-02-01",
        "select 1 id, '2026-01-31' at, named_struct('tags', map(a, 1, b, 2)) note"
            + " from values ('x', 'y'), ('y', 'x'), ('y', 'y2') as t(a, b) where a <> b");

    List<Row> rows = lake.records().collectAsList();

    assertThat(rows).extracting(r -> r.getAs("payload_hash")).doesNotContainNull();
    assertThat(rows.get(0).<Long>getAs("payload_hash"))
        .isNotEqualTo(rows.get(1).getAs("payload_hash"))
        .isNotEqualTo(rows.get(2).getAs("payload_hash"));
  }

  private Path parquetFile(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private void parquet(String name, String sql) {
    SharedSpark.session().sql(sql).coalesce(1).write().parquet(folder.resolve(name).toString());
  }
}
