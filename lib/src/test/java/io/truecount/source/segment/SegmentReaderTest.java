package io.truecount.source.segment;

import static io.truecount.testkit.RowsAssert.assertThat;
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
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls. */
final class SegmentReaderTest {
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

  /** In the order of their types, which a call does not have. */
  private static final String IDENTIFIERS = "array_sort(identifiers)";

  private static final String UNKNOWN_TYPE =
      "type must be one of alias, group, identify, merge, page, screen, track";

  @TempDir Path folder;

  @Test
  void a_track_call_becomes_an_event() {
    assertThat(
            records(
                """
                {"type":"track","event":"Order Placed","userId":"u1","anonymousId":"a1","messageId":"m1",
                "originalTimestamp":"2026-01-31T10:00:00Z","sentAt":"2026-01-31T10:00:05Z",
                "receivedAt":"2026-01-31T09:00:06.250Z","timestamp":"2026-01-31T09:00:01.250Z",
                "properties":{"total":12.5,"items":"3","gift":true,"due":"2026-03-01","colour":"red"},
                "context":{"locale":"de-DE","page":{"url":"https://s.example/","referrer":"r"},
                "campaign":{"source":"n","medium":"m","name":"c"},"device":{"type":"desktop"},
                "consent":{"categoryPreferences":{"Advertising":true,"Analytics":false}}}}
                """))
        .columns(
            "event_id",
            "id_origin",
            "name",
            "occurred_at",
            "received_at",
            "loaded_at",
            "properties",
            "extra",
            "context",
            "consent",
            IDENTIFIERS,
            "file",
            "position",
            "reason")
        .hasRows(
            "m1|native|Order Placed"
                + "|2026-01-31T09:00:01.250Z|2026-01-31T09:00:06.250Z|2026-02-01T00:00:00Z"
                + "|{NULL,12.5,3,true,2026-03-01T00:00:00Z,NULL}|{\"colour\":\"red\"}"
                + "|{https://s.example/,r,n,m,c,desktop,de-DE}"
                + "|{Advertising=true,Analytics=false}|[{anonymous_id,a1},{user_id,u1}]"
                + "|web/dt=2026-02-01/a.json.gz|1|NULL");
  }

  @Test
  void names_are_matched_ignoring_case_and_underscores() {
    assertThat(
            records(
                """
                {"Type":"TRACK","event":"E","user_id":"u","anonymousid":"a","messageid":"m",
                "received_at":"2026-01-31T10:00:00Z"}
                """))
        .columns("event_id", "received_at", IDENTIFIERS)
        .hasRows("m|2026-01-31T10:00:00Z|[{anonymous_id,a},{user_id,u}]");
  }

  @Test
  void identify_takes_traits_wherever_they_are() {
    assertThat(
            records(
                """
                {"type":"identify","userId":7,"traits":{"email":"A@x","phone":"1","plan":"p"},
                "context":{"traits":{"email":"b@x"}}}
                """))
        .columns(IDENTIFIERS)
        .hasRows("[{email,A@x},{email,b@x},{phone,1},{user_id,7}]");
  }

  @Test
  void alias_links_both_ids_and_merge_both_properties() {
    assertThat(records("{\"type\":\"alias\",\"userId\":\"new\",\"previousId\":\"old\"}"))
        .columns(IDENTIFIERS)
        .hasRows("[{user_id,new},{user_id,old}]");
    assertThat(
            records(
                """
                {"type":"merge","mergeProperties":[{"type":"email","value":"a@x"},{"type":"phone","value":"1"}]}
                """))
        .columns("type", IDENTIFIERS)
        .hasRows("alias|[{email,a@x},{phone,1}]");
  }

  @Test
  void traits_of_a_group_identify_no_one() {
    assertThat(
            records(
                """
                {"type":"group","userId":"u","groupId":"g","traits":{"email":"info@firm","plan":"big"}}
                """))
        .columns(IDENTIFIERS, "properties", "extra")
        .hasRows(
            "[{user_id,u}]|{NULL,NULL,NULL,NULL,NULL,NULL}"
                + "|{\"groupId\":\"g\",\"traits\":{\"email\":\"info@firm\",\"plan\":\"big\"}}");
  }

  @Test
  void devices_and_external_ids_identify_when_allowed() {
    String call =
        """
        {"type":"track","event":"E","context":{"device":{"type":"iOS","id":"d","advertisingId":"ad",
        "adTrackingEnabled":%s},"externalIds":[{"type":"loyalty","id":"L1"},{"id":"x"},3]}}
        """;

    assertThat(records(call.formatted("true")))
        .columns(IDENTIFIERS)
        .hasRows("[{ios_id,d},{ios_idfa,ad},{loyalty,L1}]");
    assertThat(records(call.formatted("false")))
        .columns(IDENTIFIERS)
        .hasRows("[{ios_id,d},{loyalty,L1}]");
  }

  @Test
  void calls_without_a_name_get_the_configured_one() {
    assertThat(records("{\"type\":\"page\"}")).columns("name").hasRows("Page Viewed");
    assertThat(records("{\"type\":\"page\",\"name\":\"Home\"}")).columns("name").hasRows("Home");
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
    assertThat(
            records(
                """
                {"type":"page","timestamp":"2026-02-03T00:00:01Z","receivedAt":"2026-02-02T00:00:00Z"}
                """))
        .columns("occurred_at", "clock_skewed")
        .hasRows("2026-02-02T00:00:00Z|true");
  }

  @Test
  void what_is_no_call_is_refused_with_its_place_and_text() {
    Dataset<Row> records =
        records(
            "{\"type\":\"page\"}",
            "",
            "not json",
            "{\"type\":\"pagee\"}",
            "{\"type\":\"page\",\"properties\":{\"gift\":\"2\",\"items\":\"many\"}}",
            "{\"type\":\"page\",\"timestamp\":\"soon\"}");

    assertThat(records)
        .columns("position", "reason", "detail")
        .hasRows(
            "1|NULL|NULL",
            "3|unparsable|not a JSON object",
            "4|contract|" + UNKNOWN_TYPE,
            "5|contract|items: many is no long", // the first that the contract names
            "6|contract|timestamp: soon is no time");
    assertThat(records.filter("position = 3")).columns("raw").hasRows("not json");
  }

  @Test
  void a_batch_is_its_calls_with_what_it_says_of_all_of_them() {
    Dataset<Row> records =
        records(
            "{\"type\":\"page\",\"messageId\":\"m0\"}",
            """
            {"batch":[{"type":"page","messageId":"m1"},{},
            {"type":"identify","messageId":"m3","userId":"u","context":{"locale":"fr"},
            "sent_at":"2026-01-31T10:00:00Z"},7,{"batch":[]}],
            "context":{"locale":"de"},"sentAt":"soon","writeKey":"secret"}
            """,
            "{\"batch\":[]}",
            "{\"type\":\"page\",\"messageId\":\"m9\",\"batch\":[1]}");

    assertThat(records)
        .columns("position", "event_id", "detail")
        .hasRows(
            "1|m0|NULL",
            "2|m1|sentAt: soon is no time",
            "3|NULL|a batch without calls",
            "4|m9|NULL",
            "10000000002|NULL|" + UNKNOWN_TYPE,
            "20000000002|m3|NULL",
            "30000000002|NULL|not a JSON object",
            "40000000002|NULL|a batch without calls");
    assertThat(records.filter("event_id = 'm3'")).columns("context.locale").hasRows("fr");
    assertThat(records.filter("event_id = 'm1'"))
        .columns("raw")
        .hasRows(
            "{\"context\":{\"locale\":\"de\"},\"sentAt\":\"soon\",\"type\":\"page\",\"messageId\":\"m1\"}");
  }

  @Test
  void a_key_twice_is_refused_and_spellings_where_they_differ() {
    assertThat(
            records(
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
        .columns("position", "detail")
        .hasRows(
            "1|the key userId occurs twice",
            "2|the key user_id occurs in another spelling with another value",
            "3|NULL",
            "4|NULL",
            "5|NULL",
            "6|the key \"colour\" occurs twice",
            "7|the key properties occurs twice",
            "8|the key \"library\" occurs twice",
            "9|NULL",
            "10|NULL",
            "11|the key \"no\" occurs twice",
            "12|NULL",
            "13|the key event occurs twice",
            "10000000013|NULL");
    assertThat(records("{\"type\":\"page\",\"userId\":null,\"user_id\":\"a\"}"))
        .columns(IDENTIFIERS)
        .hasRows("[{user_id,a}]");
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
            records(
                call.formatted(names, ""),
                call.formatted(names, ",\"last\":2"),
                call.formatted(names, "")))
        .columns("position", "detail")
        .hasRows("1|NULL", "2|the key \"last\" occurs twice", "3|NULL");
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

    Dataset<Row> records = records(lines.toArray(String[]::new));

    assertThat(records.count()).isEqualTo(38);
    assertThat(records.filter("reason IS NOT NULL")).columns("detail").hasNoRows();
    assertThat(records.filter("position = 38"))
        .columns("name", IDENTIFIERS)
        .hasRows("Unsubscribed|[{email,pgibbons@example.com},{user_id,019mr8mf4r}]");
  }

  private Row one(String call) {
    return records(call).head();
  }

  /** Of calls, each in one line. */
  private Dataset<Row> records(String... calls) {
    String[] lines = Stream.of(calls).map(call -> call.replace("\n", "")).toArray(String[]::new);
    return new LakeFixture(folder, SOURCE).file(FILE, lines).records();
  }
}
