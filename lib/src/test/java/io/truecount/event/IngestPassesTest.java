package io.truecount.event;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Interval;
import io.truecount.source.SourceFormats;
import io.truecount.source.record.Records;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Law: every record of every format is one row of events, events_conflict or quarantine, or a
 * duplicate. Records are generated with properties of all types, right and wrong; the rows are
 * counted, not what ingest says about them.
 */
@Tag("slow")
final class IngestPassesTest {
  private static final int RECORDS = 150;
  private static final List<String> PROPERTIES = List.of("s", "l", "d", "m", "b", "t");
  private static final List<String> VALUES =
      List.of(
          "a",
          "",
          " ",
          "7",
          "-3",
          "2.5",
          "12,50",
          "1e400",
          "NaN",
          "Infinity",
          "true",
          "TRUE",
          "yes",
          "9223372036854775808",
          "0.1234567890123456789",
          "2026-01-01",
          "2026-13-01",
          "2026-01-01T10:00:00Z",
          "12:30",
          "1700000000");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|''|''",
        "2|', min = 0'|''",
        "3|', max = 100'|', required = true'",
        "4|''|', required-for = [Seen], values = [a, 7]'"
      })
  void every_record_is_stored_or_a_duplicate(int seed, String numbers, String text) {
    LakeFixture lake = lake(contract(numbers, text));
    write(lake, new Random(seed));
    Ingest.Context context =
        new Ingest.Context(
            "run",
            lake.path().toString(),
            lake.sources(),
            SourceFormats.standard(),
            Interval.parse("2026-01-01/2026-01-02"));
    Ingest.Input input = Ingest.input(SharedSpark.session(), context);
    Dataset<Row> decisions = Ingest.decide(input, PublishedKeys.none(input.records())).cache();

    try (IngestResult result = Ingest.apply(input, decisions, context)) {
      assertThat(
              places(result.events())
                  .union(places(result.conflicts()))
                  .union(places(result.quarantine()))
                  .union(places(decisions.filter("outcome = 'duplicate'"))))
          .hasRows(written());
      assertThat(counts(result.counts(), "accepted")).isEqualTo(rows(result.events()));
      assertThat(counts(result.counts(), "conflict")).isEqualTo(rows(result.conflicts()));
      assertThat(counts(result.counts(), "quarantined"))
          .isEqualTo(rows(result.quarantine()))
          .allSatisfy((source, rows) -> assertThat(rows).isBetween(10L, RECORDS - 5L));
    }
    decisions.unpersist();
  }

  private static String contract(String numbers, String text) {
    return """
    contract { properties {
      s { type = string%2$s }, l { type = long%1$s }, d { type = double%1$s }
      m { type = decimal%1$s }, b { type = boolean }, t { type = timestamp } } }
    """
        .formatted(numbers, text);
  }

  private LakeFixture lake(String contract) {
    String mapping = "event { type = track, name = Seen, id = id, time = at }\n" + contract + "}\n";
    return new LakeFixture(
        folder,
        "segment { format = segment-json, path = \"segment/dt={date}/*\"\n"
            + contract
            + "}\n"
            + Stream.of("json", "csv", "parquet")
                .map(
                    f ->
                        "%1$s { format = %1$s, path = \"%1$s/dt={date}/*\"%n%2$s"
                            .formatted(f, mapping))
                .collect(Collectors.joining()));
  }

  private static String[] written() {
    return IntStream.rangeClosed(1, RECORDS)
        .boxed()
        .flatMap(i -> Stream.of("segment|" + i, "json|" + i, "csv|" + (i + 1), "parquet|" + i))
        .toArray(String[]::new);
  }

  private void write(LakeFixture lake, Random random) {
    String[] segment = new String[RECORDS];
    String[] json = new String[RECORDS];
    String[] csv = new String[RECORDS + 1];
    List<Row> parquet = new ArrayList<>();
    csv[0] = "id,at," + String.join(",", PROPERTIES);
    for (int i = 0; i < RECORDS; i++) {
      String id = "" + random.nextInt(RECORDS);
      List<String> values = PROPERTIES.stream().map(name -> value(name, random)).toList();
      String members =
          random
              .ints(0, PROPERTIES.size())
              .distinct()
              .limit(1 + random.nextInt(4))
              .boxed()
              .map(at -> "\"%s\":%s".formatted(PROPERTIES.get(at), json(random, values.get(at))))
              .collect(Collectors.joining(","));
      segment[i] =
          "{\"type\":\"track\",\"event\":\"Seen\",\"messageId\":\"%s\",\"properties\":{%s}}"
              .formatted(id, members);
      json[i] = "{\"id\":\"%s\",\"at\":\"2026-01-01\",%s}".formatted(id, members);
      csv[i + 1] = id + ",2026-01-01,\"" + String.join("\",\"", values) + "\"";
      parquet.add(
          RowFactory.create(Stream.concat(Stream.of(id, "2026-01-01"), values.stream()).toArray()));
    }
    lake.file("segment/dt=2026-01-01/a.json", segment).file("json/dt=2026-01-01/a.json", json);
    lake.file("csv/dt=2026-01-01/a.csv", csv);
    StructType schema =
        new StructType().add("id", DataTypes.StringType).add("at", DataTypes.StringType);
    for (String name : PROPERTIES) {
      schema = schema.add(name, DataTypes.StringType);
    }
    SharedSpark.session()
        .createDataFrame(parquet, schema)
        .coalesce(1)
        .write()
        .parquet(folder.resolve("parquet/dt=2026-01-01").toString());
  }

  /** Mostly of the property's type, so that some records are good. */
  private static String value(String property, Random random) {
    String good =
        switch (property) {
          case "b" -> "true";
          case "t" -> "2026-01-01";
          default -> "7";
        };
    return random.nextInt(6) > 0 ? good : VALUES.get(random.nextInt(VALUES.size()));
  }

  private static String json(Random random, String value) {
    return switch (random.nextInt(20)) {
      case 0 -> "null";
      case 1 -> "{\"x\":1}";
      case 2 -> "[1,2]";
      case 3 -> "true";
      case 4 -> "-2.5";
      default -> "\"" + value + "\"";
    };
  }

  private static Dataset<Row> places(Dataset<Row> rows) {
    return rows.select(Records.SOURCE, Records.POSITION);
  }

  private static Map<String, Long> rows(Dataset<Row> rows) {
    return rows.groupBy(Records.SOURCE).count().collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
  }

  private static Map<String, Long> counts(Dataset<Row> counts, String outcome) {
    return counts.filter(outcome + " > 0").select(Records.SOURCE, outcome).collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
  }
}
