package io.truecount.event;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.source.SourceFormats;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many accepted records have a value in each place that a source maps, in every format. */
final class IdentifierPathsTest {
  private static final String MAPPING =
      """
      { format = %1$s, path = "%1$s/dt={date}/*"
        event { type = identify, name = Seen, id = id }
        identifiers { email = [mail, customer_mail], phone = tel } }
      """;

  private static final String SOURCES =
      "csv "
          + MAPPING.formatted("csv")
          + "json "
          + MAPPING.formatted("json")
          + "parquet "
          + MAPPING.formatted("parquet")
          + """
            plain { format = csv, path = "csv/dt={date}/*", event { type = identify, name = Seen } }
            segment { format = segment-json, path = "segment/dt={date}/*"
              identifiers { email = [traits.mail, properties.customer_mail], phone = traits.tel } }
            """;

  private static final String DAY = "/dt=2026-01-01/";

  @TempDir Path folder;

  /** The third record is a duplicate, the last one is blank where it is not missing. */
  @Test
  void accepted_records_are_counted_by_place() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCES)
            .file(
                "csv" + DAY + "a.csv",
                "id,mail,tel",
                "1,a@x.de,1",
                "2,b@x.de,",
                "1,a@x.de,1",
                "3, ,")
            .file(
                "json" + DAY + "a.json",
                "{\"id\":1,\"mail\":\"a@x.de\",\"tel\":1}",
                "{\"id\":2,\"mail\":\"b@x.de\",\"tel\":null}",
                "{\"id\":1,\"mail\":\"a@x.de\",\"tel\":1}",
                "{\"id\":3,\"mail\":\" \"}")
            .file(
                "segment" + DAY + "a.json",
                "{\"type\":\"identify\",\"messageId\":\"1\",\"traits\":{\"mail\":\"a@x.de\",\"tel\":1}}",
                "{\"type\":\"identify\",\"messageId\":\"2\",\"traits\":{\"mail\":\"b@x.de\"}}",
                "{\"type\":\"identify\",\"messageId\":\"1\",\"traits\":{\"mail\":\"a@x.de\",\"tel\":1}}",
                "{\"type\":\"identify\",\"messageId\":\"3\",\"traits\":{\"mail\":\" \"}}",
                "{\"type\":\"group\",\"messageId\":\"4\",\"groupId\":\"g\",\"traits\":{\"mail\":\"of@group.de\"}}");
    SharedSpark.session()
        .sql(
            "SELECT * FROM VALUES (1, 'a@x.de', 1), (2, 'b@x.de', NULL), (1, 'a@x.de', 1),"
                + " (3, ' ', NULL) AS t(id, mail, tel)")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("parquet" + DAY).toString());

    Ingest.Context context =
        new Ingest.Context(
            "run",
            lake.path().toString(),
            lake.sources(),
            SourceFormats.standard(),
            Interval.parse("2026-01-01/2026-01-02"));
    Ingest.Input input = Ingest.input(SharedSpark.session(), context);
    try (IngestResult result =
        Ingest.apply(input, Ingest.decide(input, PublishedKeys.none(input.records())), context)) {
      assertThat(result.counts())
          .columns("source", "accepted", EventTables.IDENTIFIER_PATHS)
          .hasRows(
              "csv|3|{customer_mail=0,mail=2,tel=1}",
              "json|3|{customer_mail=0,mail=2,tel=1}",
              "parquet|3|{customer_mail=0,mail=2,tel=1}",
              "plain|3|NULL",
              "segment|4|{properties.customer_mail=0,traits.mail=2,traits.tel=1}");
    }
  }
}
