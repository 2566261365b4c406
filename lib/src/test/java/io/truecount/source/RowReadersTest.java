package io.truecount.source;

import static io.truecount.source.SegmentReaderTest.identifiers;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.LakeFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV and JSON lines, whose rows the configuration maps. */
final class RowReadersTest {
  private static final String MAPPING =
      """
        event { type = track, name = Paid, id = id, time = at }
        identifiers { email = mail, user_id = [user, payer] }
        contract { properties {
          amount { type = double, min = 0 }
          paid_in { type = string, path = currency }
        } } }
      """;
  private static final String CSV = "s { format = csv, path = \"s/dt={date}/*.csv\"\n" + MAPPING;
  private static final String JSON = "s { format = json, path = \"s/dt={date}/*.json\"\n" + MAPPING;

  @TempDir Path folder;

  @Test
  void csv_rows_become_events() {
    List<Row> rows =
        csv(
            "id,at,mail,user,amount,currency,note",
            "1,2026-01-31T10:00:00Z,a@x,u1,12.5,EUR,\"two\nlines\"",
            "2,2026-01-31 11:00:00,,,,,");

    Row row = rows.get(0);
    assertThat(rows).hasSize(2).allMatch(r -> r.getAs("reason") == null);
    assertThat(row.<String>getAs("event_id")).isEqualTo("1");
    assertThat(row.<String>getAs("type")).isEqualTo("track");
    assertThat(row.<String>getAs("name")).isEqualTo("Paid");
    assertThat(row.getTimestamp(row.fieldIndex("occurred_at")).toInstant())
        .hasToString("2026-01-31T10:00:00Z");
    assertThat(row.getStruct(row.fieldIndex("properties")).mkString("|")).isEqualTo("12.5|EUR");
    assertThat(row.<String>getAs("extra")).isEqualTo("{\"note\":\"two\\nlines\"}");
    assertThat(identifiers(row)).containsExactlyInAnyOrder("email=a@x", "user_id=u1");
    assertThat(row.<Long>getAs("position")).isEqualTo(2L);
    assertThat(identifiers(rows.get(1))).isEmpty();
  }

  @Test
  void a_byte_order_mark_is_tolerated() {
    assertThat(csv("\uFEFFid,at", "1,2026-01-31").get(0).<String>getAs("event_id")).isEqualTo("1");
  }

  @Test
  void a_header_with_a_name_twice_is_refused_for_every_row() {
    assertThat(csv("id,at,mail,mail", "1,2026-01-31,a@x,b@x", "2,2026-01-31,c@x,d@x"))
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.<String>getAs("reason")).isEqualTo("unparsable"))
        .allSatisfy(r -> assertThat(r.<String>getAs("detail")).contains("two columns \"mail\""))
        .extracting(r -> r.getAs("raw"))
        .containsExactly("1,2026-01-31,a@x,b@x", "2,2026-01-31,c@x,d@x");
  }

  @Test
  void a_header_without_the_time_is_refused_with_a_suggestion() {
    assertThat(csv("id,att", "1,2026-01-31"))
        .singleElement()
        .satisfies(
            r ->
                assertThat(r.<String>getAs("detail"))
                    .contains("no column \"at\"")
                    .contains("did you mean \"att\"?"));
  }

  @Test
  void csv_rows_that_do_not_fit_are_refused_one_by_one() {
    LakeFixture lake = new LakeFixture(folder, CSV);
    lake.file(
        "s/dt=2026-02-01/a.csv",
        "id,at,amount\n1,2026-01-31,1,9\n2,soon,1\n3,2026-01-31,much\n4,2026-01-31,caf\u00e9\n5,2026-01-31,-1\n"
            .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(lake.records().collectAsList())
        .extracting(r -> r.getAs("position") + " " + r.getAs("reason") + " " + r.getAs("detail"))
        .containsExactly(
            "2 unparsable 4 fields, the header has 3",
            "3 contract at: soon is no time",
            "4 contract amount: much is no double",
            "5 unparsable not UTF-8",
            "6 contract amount: -1.0 is below 0.0");
  }

  @Test
  void csv_lines_that_begin_with_a_number_sign_are_records() {
    assertThat(csv("id,at", "#1001,2026-01-31", "2,2026-01-31"))
        .extracting(r -> r.getAs("position") + " " + r.getAs("event_id"))
        .containsExactly("2 #1001", "3 2");
    assertThat(csv("#no,id,at", "7,1,2026-01-31").get(0).<String>getAs("extra"))
        .isEqualTo("{\"#no\":\"7\"}");
  }

  @Test
  void a_csv_row_of_too_many_columns_ends_its_file_as_one_refused_record() {
    String tooMany = "9" + ",".repeat(20_000);
    LakeFixture lake =
        new LakeFixture(folder, CSV)
            .file("s/dt=2026-02-01/a.csv", "id,at", "1,2026-01-31", tooMany, "3,2026-01-31")
            .file("s/dt=2026-02-01/b.csv", tooMany, "1,2026-01-31")
            // so large that one task reads all three
            .file("s/dt=2026-02-01/c.csv", "id,at", "4,2026-01-31" + " ".repeat(1_000_000));

    assertThat(lake.records().collectAsList())
        .extracting(r -> r.getAs("file") + " " + r.getAs("position") + " " + r.getAs("reason"))
        .containsExactly(
            "s/dt=2026-02-01/a.csv 2 null",
            "s/dt=2026-02-01/a.csv 3 truncated",
            "s/dt=2026-02-01/b.csv 2 truncated",
            "s/dt=2026-02-01/c.csv 2 null");
  }

  @Test
  void a_cut_off_csv_gives_its_rows_and_one_refused_record() {
    String[] lines = new String[2000];
    lines[0] = "id,at,note";
    for (int i = 1; i < lines.length; i++) {
      lines[i] = i + ",2026-01-31," + Integer.toHexString(i * 0x9E3779B9).repeat(3);
    }
    String source = CSV.replace("*.csv", "*");
    LakeFixture lake = new LakeFixture(folder, source).file("s/dt=2026-02-01/a.csv.gz", lines);
    List<Row> rows = lake.cut("s/dt=2026-02-01/a.csv.gz", 6000).records().collectAsList();

    Row last = rows.get(rows.size() - 1);
    assertThat(rows).hasSizeBetween(100, 1900);
    assertThat(last.<String>getAs("reason")).isEqualTo("truncated");
    assertThat(last.<Long>getAs("position")).isEqualTo(rows.size() + 1L);
    assertThat(rows.subList(0, rows.size() - 1)).allMatch(r -> r.getAs("reason") == null);
  }

  @Test
  void without_an_id_unchanged_rows_have_one_fingerprint() {
    String source = CSV.replace("id = id, ", "");
    List<Row> rows =
        new LakeFixture(folder, source)
            .file("s/dt=2026-02-01/a.csv", "user,at,amount", "u,2026-01-31,1", "v,2026-01-31,1")
            .file(
                "s/dt=2026-02-02/a.csv", "amount,user,at,new", "1,u,2026-01-31,", "2,v,2026-01-31,")
            .records()
            .collectAsList();

    assertThat(rows).extracting(r -> r.getAs("event_id")).doesNotContainNull();
    assertThat(rows.get(0).<String>getAs("event_id")).isEqualTo(rows.get(2).getAs("event_id"));
    assertThat(rows.get(0).<Long>getAs("payload_hash"))
        .isEqualTo(rows.get(2).getAs("payload_hash"));
    assertThat(rows.get(1).<String>getAs("event_id")).isNotEqualTo(rows.get(3).getAs("event_id"));
  }

  @Test
  void json_lines_are_read_by_dotted_paths() {
    String source = JSON.replace("email = mail", "email = data.customer.mail");
    List<Row> rows =
        new LakeFixture(folder, source)
            .file(
                "s/dt=2026-02-01/a.json",
                "{\"id\":1,\"at\":1769853600,\"data\":{\"customer\":{\"mail\":\"a@x\"}},\"amount\":\"7\"}",
                "{\"id\":2,\"at\":\"2026-01-31T10:00:00.5Z\",\"amount\":{\"x\":1}}",
                "{\"id\":3,\"at\":\"2026-01-31\"",
                "{\"id\":\"4\",\"at\":\"2026-01-31\",\"User\":\"other case\"}")
            .records()
            .collectAsList();

    assertThat(rows)
        .extracting(r -> r.getAs("reason") + " " + r.getAs("detail"))
        .containsExactly(
            "null null",
            "contract amount: {\"x\":1} is no double",
            "unparsable not JSON: the record ends at byte 26",
            "null null");
    assertThat(identifiers(rows.get(0))).containsExactly("email=a@x");
    assertThat(identifiers(rows.get(3))).isEmpty();
    assertThat(rows.get(0).getTimestamp(rows.get(0).fieldIndex("occurred_at")).toInstant())
        .hasToString("2026-01-31T10:00:00Z");
  }

  @Test
  void the_received_time_is_no_part_of_a_json_record_wherever_it_stands() {
    String source = JSON.replace("id = id, time = at", "time = at, received = meta.in.got");
    String record = "{\"at\":\"2026-01-31\",\"user\":\"u\",\"meta\":{%s\"in\":{\"got\":%d}}}";
    List<Row> rows =
        new LakeFixture(folder, source)
            .file(
                "s/dt=2026-02-01/a.json",
                record.formatted("", 1769853600),
                record.formatted("", 1769853700),
                "{\"at\":\"2026-01-31\",\"user\":\"u\"}",
                record.formatted("\"by\":1,", 1769853600))
            .records()
            .collectAsList();

    assertThat(rows.subList(0, 3))
        .extracting(RowReadersTest::identity)
        .containsOnly(identity(rows.get(0)));
    assertThat(identity(rows.get(3))).isNotEqualTo(identity(rows.get(0)));
  }

  /** What makes a record a delivery of an event that has no id. */
  static String identity(Row row) {
    return row.getAs("event_id") + " " + row.getAs("payload_hash");
  }

  private List<Row> csv(String... lines) {
    return new LakeFixture(folder, CSV)
        .file("s/dt=2026-02-01/a.csv", lines)
        .records()
        .collectAsList();
  }
}
