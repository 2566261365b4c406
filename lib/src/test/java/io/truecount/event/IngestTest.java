package io.truecount.event;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Interval;
import io.truecount.source.SourceFormats;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IngestTest {
  private static final String SOURCES =
      """
      web { format = json, path = "web/dt={date}/*.json.gz"
        event { type = track, name = Seen, id = id, time = at, received = got }
        contract { properties { price { type = double, min = 0 } } } }
      """;

  private static final String[] PLACE = {
    "event_id", "regexp_replace(file, '.*/|[.]json[.]gz', '')", "position", "properties.price"
  };

  @TempDir Path folder;

  @Test
  void every_record_has_one_fate() {
    IngestResult result =
        ingest(
            new LakeFixture(folder, SOURCES)
                .file(
                    "web/dt=2026-01-01/a.json.gz",
                    record("1", 10, 5), // the earliest of its key: the event
                    record("2", 10, 5),
                    "{\"id\":\"3\",",
                    record("4", 10, -1)) // breaks the contract
                .file(
                    "web/dt=2026-01-02/b.json.gz",
                    record("1", 11, 5), // the same again
                    "",
                    record("1", 12, 6), // the same key, another payload
                    record("2", 9, 7))); // delivered earlier than the one in the other file

    assertThat(result.events()).columns(PLACE).hasRows("1|a|1|5.0", "2|b|4|7.0");
    assertThat(result.conflicts()).columns(PLACE).hasRows("1|b|3|6.0", "2|a|2|5.0");
    assertThat(result.quarantine())
        .columns("position", "reason")
        .hasRows("3|unparsable", "4|contract");
    assertThat(result.counts().drop("run_id", "identifier_paths")).hasRows("web|7|2|1|2|2");
  }

  /** Places are kept as bits of stretches of 32,768 records. */
  @Test
  void records_are_found_again_at_any_position_of_a_long_file() {
    int lines = 70_000;
    String[] records =
        IntStream.rangeClosed(1, lines)
            // repeated: the first and the last of a stretch, and the last line
            .mapToObj(n -> record(n % 32_768 < 2 || n == lines ? "again" : "" + n, n, 5))
            .toArray(String[]::new);

    IngestResult result =
        ingest(new LakeFixture(folder, SOURCES).file("web/dt=2026-01-01/a.json.gz", records));

    assertThat(result.events().filter("event_id = 'again'"))
        .columns(PLACE)
        .hasRows("again|a|1|5.0");
    assertThat(result.events().count()).isEqualTo(69_995);
  }

  @Test
  void the_places_of_a_small_file_are_few_bits() {
    Dataset<Row> places =
        SharedSpark.session()
            .sql("select 'web' source, 'f' file, explode(array(3L, 70L)) position");

    assertThat(Places.bitmaps(places).select("place_bits").head().getList(0)).hasSize(2);
    assertThat(Places.without(places, Places.bitmaps(places.filter("position = 3"))))
        .columns("position")
        .hasRows("70");
  }

  private static IngestResult ingest(LakeFixture lake) {
    Ingest.Context context =
        new Ingest.Context(
            "run",
            lake.path().toString(),
            lake.sources(),
            SourceFormats.standard(),
            Interval.parse("2026-01-01/2026-02-01"));
    Ingest.Input input = Ingest.input(SharedSpark.session(), context);
    Dataset<Row> decisions = Ingest.decide(input, PublishedKeys.none(input.records()));
    return Ingest.apply(input, decisions, context);
  }

  private static String record(String id, int second, int price) {
    return "{\"id\":\"%s\",\"at\":\"2026-01-01\",\"got\":%d,\"price\":%d}"
        .formatted(id, 1_700_000_000 + second, price);
  }
}
