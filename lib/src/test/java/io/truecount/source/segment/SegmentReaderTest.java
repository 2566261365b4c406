package io.truecount.source.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.testkit.LakeFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

public final class SegmentReaderTest {
  private static final String FILE = "web/dt=2026-02-01/a.json.gz";
  private static final String SOURCE =
      """
      web { format = segment-json, path = "web/dt={date}/*"
        contract { properties {
          email { type = string }
          total { type = double }
          items { type = long }
          gift { type = boolean }
          due { type = timestamp }
          plan { type = string }
        } } }
      """;

  @TempDir Path folder;

  @Test
  void a_track_call_becomes_an_event() {
    Row row =
        one(
            """
            {"type":"track","event":"Order Placed","userId":"u1","anonymousId":"a1","messageId":"m1",
            "originalTimestamp":"2026-01-31T10:00:00Z","sentAt":"2026-01-31T10:00:05Z",
            "receivedAt":"2026-01-31T09:00:06.250Z","timestamp":"2026-01-31T09:00:01.250Z",
            "properties":{"total":12.5,"items":"3","gift":true,"due":"2026-03-01","colour":"red"},
            "context":{"locale":"de-DE","page":{"url":"https://s.example/","referrer":"r"},
            "campaign":{"source":"n","medium":"m","name":"c"},"device":{"type":"desktop"},
            "consent":{"categoryPreferences":{"Advertising":true,"Analytics":false}}}}
            """);

    assertThat(row.<String>getAs("event_id")).isEqualTo("m1");
    assertThat(row.<String>getAs("id_origin")).isEqualTo("native");
    assertThat(row.<String>getAs("name")).isEqualTo("Order Placed");
    assertThat(time(row, "occurred_at")).isEqualTo("2026-01-31T09:00:01.250Z");
    assertThat(time(row, "received_at")).isEqualTo("2026-01-31T09:00:06.250Z");
    assertThat(time(row, "loaded_at")).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(row.getStruct(row.fieldIndex("properties")).mkString("|"))
        .isEqualTo("null|12.5|3|true|2026-03-01 00:00:00.0|null");
    assertThat(row.<String>getAs("extra")).isEqualTo("{\"colour\":\"red\"}");
    assertThat(row.getStruct(row.fieldIndex("context")).mkString("|"))
        .isEqualTo("https://s.example/|r|n|m|c|desktop|de-DE");
    assertThat(row.getJavaMap(row.fieldIndex("consent")))
        .isEqualTo(Map.of("Advertising", true, "Analytics", false));
    assertThat(identifiers(row)).containsExactlyInAnyOrder("user_id=u1", "anonymous_id=a1");
    assertThat(row.<String>getAs("file")).isEqualTo(FILE);
    assertThat(row.<Long>getAs("position")).isEqualTo(1L);
    assertThat(row.<String>getAs("reason")).isNull();
  }

  @Test
  void names_are_matched_ignoring_case_and_underscores() {
    Row row =
        one(
            """
            {"Type":"TRACK","event":"E","user_id":"u","anonymousid":"a","messageid":"m",
            "received_at":"2026-01-31T10:00:00Z"}
            """);

    assertThat(row.<String>getAs("event_id")).isEqualTo("m");
    assertThat(time(row, "received_at")).isEqualTo("2026-01-31T10:00:00Z");
    assertThat(identifiers(row)).containsExactlyInAnyOrder("user_id=u", "anonymous_id=a");
  }

  @Test
  void identify_takes_traits_wherever_they_are() {
    assertThat(
            identifiers(
                one(
                    """
                    {"type":"identify","userId":7,"traits":{"email":"A@x","phone":"1","plan":"p"},
                    "context":{"traits":{"email":"b@x"}}}
                    """)))
        .containsExactlyInAnyOrder("user_id=7", "email=A@x", "email=b@x", "phone=1");
  }

  @Test
  void alias_links_both_ids_and_merge_both_properties() {
    assertThat(identifiers(one("{\"type\":\"alias\",\"userId\":\"new\",\"previousId\":\"old\"}")))
        .containsExactlyInAnyOrder("user_id=new", "user_id=old");
    Row merge =
        one(
            """
            {"type":"merge","mergeProperties":[{"type":"email","value":"a@x"},{"type":"phone","value":"1"}]}
            """);
    assertThat(merge.<String>getAs("type")).isEqualTo("alias");
    assertThat(identifiers(merge)).containsExactlyInAnyOrder("email=a@x", "phone=1");
  }

  @Test
  void traits_of_a_group_identify_no_one() {
    Row row =
        one(
            """
            {"type":"group","userId":"u","groupId":"g","traits":{"email":"info@firm","plan":"big"}}
            """);

    assertThat(identifiers(row)).containsExactly("user_id=u");
    assertThat(row.getStruct(row.fieldIndex("properties")).mkString("|"))
        .isEqualTo("null|null|null|null|null|null");
    assertThat(row.<String>getAs("extra"))
        .isEqualTo("{\"groupId\":\"g\",\"traits\":{\"email\":\"info@firm\",\"plan\":\"big\"}}");
  }

  @Test
  void devices_and_external_ids_identify_when_allowed() {
    String call =
        """
        {"type":"track","event":"E","context":{"device":{"type":"iOS","id":"d","advertisingId":"ad",
        "adTrackingEnabled":%s},"externalIds":[{"type":"loyalty","id":"L1"},{"id":"x"},3]}}
        """;

    assertThat(identifiers(one(call.formatted("true"))))
        .containsExactlyInAnyOrder("ios_id=d", "ios_idfa=ad", "loyalty=L1");
    assertThat(identifiers(one(call.formatted("false"))))
        .containsExactlyInAnyOrder("ios_id=d", "loyalty=L1");
  }

  @Test
  void calls_without_a_name_get_the_configured_one() {
    assertThat(one("{\"type\":\"page\"}").<String>getAs("name")).isEqualTo("Page Viewed");
    assertThat(one("{\"type\":\"page\",\"name\":\"Home\"}").<String>getAs("name"))
        .isEqualTo("Home");
  }

  @Test
  void without_an_id_the_content_is_the_id_and_travel_is_no_content() {
    String call = "{\"type\":\"page\",\"userId\":\"u\",\"sentAt\":\"%s\",\"receivedAt\":\"%s\"}";
    Row one = one(call.formatted("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"));
    Row again = one(call.formatted("2026-01-02T00:00:00Z", "2026-01-02T00:00:01Z"));

    assertThat(one.<String>getAs("id_origin")).isEqualTo("fingerprint");
    assertThat(one.<String>getAs("event_id"))
        .matches("[0-9a-f]{64}")
        .isEqualTo(again.getAs("event_id"));
    assertThat(one.<Long>getAs("payload_hash")).isEqualTo(again.getAs("payload_hash"));
  }

  @Test
  void a_clock_a_day_ahead_is_replaced() {
    Row row =
        one(
            """
            {"type":"page","timestamp":"2026-02-03T00:00:01Z","receivedAt":"2026-02-02T00:00:00Z"}
            """);

    assertThat(time(row, "occurred_at")).isEqualTo("2026-02-02T00:00:00Z");
    assertThat(row.<Boolean>getAs("clock_skewed")).isTrue();
  }

  @Test
  void what_is_no_call_is_refused_with_its_place_and_text() {
    List<Row> rows =
        read(
            "{\"type\":\"page\"}",
            "",
            "not json",
            "{\"type\":\"pagee\"}",
            "{\"type\":\"page\",\"properties\":{\"gift\":\"2\",\"items\":\"many\"}}", // the first
            // is told
            "{\"type\":\"page\",\"timestamp\":\"soon\"}");

    assertThat(rows)
        .extracting(r -> r.getAs("position") + " " + r.getAs("reason") + " " + r.getAs("detail"))
        .satisfiesExactly(
            r -> assertThat(r).isEqualTo("1 null null"),
            r -> assertThat(r).isEqualTo("3 unparsable not a JSON object"),
            r ->
                assertThat(r)
                    .isEqualTo(
                        "4 contract type must be one of alias, group, identify, merge, page,"
                            + " screen, track"),
            r -> assertThat(r).isEqualTo("5 contract items: many is no long"),
            r -> assertThat(r).isEqualTo("6 contract timestamp: soon is no time"));
    assertThat(rows.get(1).<String>getAs("raw")).isEqualTo("not json");
  }

  @Test
  void a_batch_is_its_calls_with_what_it_says_of_all_of_them() {
    List<Row> rows =
        read(
            "{\"type\":\"page\",\"messageId\":\"m0\"}",
            """
            {"batch":[{"type":"page","messageId":"m1"},{},
            {"type":"identify","messageId":"m3","userId":"u","context":{"locale":"fr"},
            "sent_at":"2026-01-31T10:00:00Z"},7,{"batch":[]}],
            "context":{"locale":"de"},"sentAt":"soon","writeKey":"secret"}
            """
                .replace("\n", ""),
            "{\"batch\":[]}",
            "{\"type\":\"page\",\"messageId\":\"m9\",\"batch\":[1]}");

    assertThat(rows)
        .extracting(r -> r.getAs("position") + " " + r.getAs("event_id") + " " + r.getAs("detail"))
        .satisfiesExactly(
            r -> assertThat(r).isEqualTo("1 m0 null"),
            r -> assertThat(r).isEqualTo("2 m1 sentAt: soon is no time"),
            r -> assertThat(r).isEqualTo("3 null a batch without calls"),
            r -> assertThat(r).isEqualTo("4 m9 null"),
            r -> assertThat(r).startsWith("10000000002 null type must be one of"),
            r -> assertThat(r).isEqualTo("20000000002 m3 null"),
            r -> assertThat(r).isEqualTo("30000000002 null not a JSON object"),
            r -> assertThat(r).isEqualTo("40000000002 null a batch without calls"));
    assertThat(rows.get(5).getStruct(rows.get(5).fieldIndex("context")).getString(6))
        .isEqualTo("fr");
    assertThat(rows.get(1).<String>getAs("raw"))
        .isEqualTo(
            "{\"context\":{\"locale\":\"de\"},\"sentAt\":\"soon\",\"type\":\"page\",\"messageId\":\"m1\"}");
  }

  @Test
  void a_key_twice_is_refused_and_spellings_where_they_differ() {
    assertThat(
            details(
                "{\"type\":\"page\",\"userId\":\"a\",\"userId\":\"b\"}",
                "{\"type\":\"page\",\"userId\":\"a\",\"user_id\":\"b\"}",
                "{\"type\":\"page\",\"userId\":\"a\",\"user_id\":\"a\"}",
                "{\"type\":\"page\",\"userId\":\"a\",\"user_id\":null}",
                "{\"type\":\"page\",\"userId\":null,\"user_id\":\"a\"}",
                "{\"type\":\"page\",\"properties\":{\"colour\":1,\"colour\":1}}",
                "{\"type\":\"page\",\"properties\":{\"plan\":\"p\"},\"properties\":{}}",
                "{\"type\":\"page\",\"context\":{\"library\":1,\"library\":2}}",
                "{\"type\":\"page\",\"context\":{\"os\":{\"name\":1},\"app\":{\"name\":1}}}",
                "{\"type\":\"page\",\"context\":{\"device_id\":1,\"deviceId\":2}}",
                "{\"type\":\"page\",\"properties\":{\"items\":[{\"no\":1},{\"no\":2,\"no\":3}]}}",
                "{\"type\":\"page\",\"properties\":{\"plan\":\"p\"},\"traits\":{\"plan\":\"q\"}}",
                "{\"batch\":[{\"type\":\"page\",\"event\":1,\"event\":1},{\"type\":\"page\"}]}"))
        .containsExactly(
            "the key userId occurs twice",
            "the key user_id occurs in another spelling with another value",
            null,
            null,
            null,
            "the key \"colour\" occurs twice",
            "the key properties occurs twice",
            "the key \"library\" occurs twice",
            null,
            null,
            "the key \"no\" occurs twice",
            null,
            "the key event occurs twice",
            null);
    Row two = one("{\"type\":\"page\",\"userId\":null,\"user_id\":\"a\"}");
    assertThat(identifiers(two)).containsExactly("user_id=a");
  }

  /** More than any object's names that are remembered. */
  @Test
  void keys_without_end_are_still_distinguished() {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      names.append("\"n").append(i).append("\":0,");
    }
    String call = "{\"type\":\"page\",\"properties\":{%s\"last\":1%s}}";
    assertThat(
            details(
                call.formatted(names, ""),
                call.formatted(names, ",\"last\":2"),
                call.formatted(names, "")))
        .containsExactly(null, "the key \"last\" occurs twice", null);
  }

  @Test
  void a_file_of_another_kind_is_one_refused_record() {
    LakeFixture lake =
        new LakeFixture(folder, SOURCE)
            .file("web/dt=2026-02-01/a.json", "{\"type\":\"page\"}")
            .file(
                "web/dt=2026-02-01/b.json.xz", new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0, 0});

    assertThat(lake.records().collectAsList())
        .extracting(r -> r.getAs("position") + " " + r.getAs("reason") + " " + r.getAs("raw"))
        .containsExactly("1 null {\"type\":\"page\"}", "0 unreadable null");
  }

  private List<String> details(String... lines) {
    return read(lines).stream().map(r -> r.<String>getAs("detail")).toList();
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

    assertThat(lake.records().collectAsList())
        .extracting(r -> r.getAs("position") + " " + r.getAs("event_id") + " " + r.getAs("detail"))
        .containsExactly(
            "1 1 null",
            "2 2 null",
            "3 null the file cannot be read further: bytes follow the end of the gzip data");
  }

  @Test
  void a_file_that_is_no_gzip_or_empty_is_one_refused_record() {
    LakeFixture lake = new LakeFixture(folder, SOURCE).file("web/dt=2026-02-01/b.json", "x");
    lake.file(FILE, "{\"type\":\"page\"}").cut(FILE, 0);

    assertThat(lake.records().filter("file like '%.gz'").collectAsList())
        .singleElement()
        .satisfies(r -> assertThat(r.<String>getAs("reason")).isEqualTo("truncated"))
        .satisfies(r -> assertThat(r.<String>getAs("raw")).isNull());
  }

  @Test
  void long_lines_and_a_last_line_without_an_end_are_whole() {
    String big = "{\"type\":\"page\",\"messageId\":\"big\",\"context\":{\"locale\":\"%s\"}}";
    LakeFixture lake = new LakeFixture(folder, SOURCE);
    lake.file(
        "web/dt=2026-02-01/a.json",
        ("\uFEFF" + big.formatted("x".repeat(1_000_000)) + "\r\n{\"type\":\"page\"}")
            .getBytes(UTF_8));

    List<Row> rows = lake.records().collectAsList();

    assertThat(rows).hasSize(2).allMatch(r -> r.getAs("reason") == null);
    assertThat(rows.get(0).getStruct(rows.get(0).fieldIndex("context")).getString(6))
        .hasSize(1_000_000);
  }

  @Test
  void the_payloads_of_the_specification_are_read() throws IOException {
    Path payloads =
        Path.of(System.getProperty("truecount.root"), "../shared/data/segment/spec_examples.jsonl");
    assumeTrue(
        Files.exists(payloads), "skipped: no Segment specification payloads beside the project");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(payloads)) {
      JsonNode payload = new ObjectMapper().readTree(line).get("payload");
      lines.add(payload.toString());
    }

    List<Row> rows = read(lines.toArray(String[]::new));

    assertThat(rows).hasSize(38);
    assertThat(rows)
        .filteredOn(r -> r.getAs("reason") != null)
        .extracting(r -> r.getAs("detail"))
        .allSatisfy(detail -> assertThat(detail).asString().startsWith("type must be"));
    Row email = rows.get(37);
    assertThat(email.<String>getAs("name")).isEqualTo("Unsubscribed");
    assertThat(identifiers(email))
        .containsExactlyInAnyOrder("user_id=019mr8mf4r", "email=pgibbons@example.com");
  }

  private Row one(String call) {
    return read(call.replace("\n", "")).get(0);
  }

  private List<Row> read(String... lines) {
    return new LakeFixture(folder, SOURCE).file(FILE, lines).records().collectAsList();
  }

  private static String time(Row row, String column) {
    return row.getTimestamp(row.fieldIndex(column)).toInstant().toString();
  }

  public static List<String> identifiers(Row row) {
    List<String> all = new ArrayList<>();
    for (Object one :
        CollectionConverters.asJava(row.<Object>getSeq(row.fieldIndex("identifiers")))) {
      all.add(((Row) one).getString(0) + "=" + ((Row) one).getString(1));
    }
    return all;
  }
}
