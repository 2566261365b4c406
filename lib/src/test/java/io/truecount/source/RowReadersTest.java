package io.truecount.source;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.source.record.Positions;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.RowsAssert;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV and JSON lines, whose rows the configuration maps. */
public final class RowReadersTest {
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
    assertThat(
            csv(
                "id,at,mail,user,amount,currency,note",
                "1,2026-01-31T10:00:00Z,a@x,u1,12.5,EUR,\"two\nlines\"",
                "2,2026-01-31 11:00:00,,,,,"))
        .columns(
            "position",
            "event_id",
            "type",
            "name",
            "occurred_at",
            "properties",
            "extra",
            "array_sort(identifiers)",
            "reason")
        .hasRows(
            "2|1|track|Paid|2026-01-31T10:00:00Z|{12.5,EUR}|{\"note\":\"two\\nlines\"}"
                + "|[{email,a@x},{user_id,u1}]|NULL",
            "4|2|track|Paid|2026-01-31T11:00:00Z|{NULL,NULL}|NULL|[]|NULL");
  }

  @Test
  void a_byte_order_mark_is_tolerated() {
    assertThat(csv("\uFEFFid,at", "1,2026-01-31")).columns("event_id").hasRows("1");
  }

  @Test
  void a_header_with_a_name_twice_is_refused_for_every_row() {
    assertThat(csv("id,at,mail,mail", "1,2026-01-31,a@x,b@x", "2,2026-01-31,c@x,d@x"))
        .columns("reason", "detail", "raw")
        .hasRows(
            "unparsable|the header has two columns \"mail\"|1,2026-01-31,a@x,b@x",
            "unparsable|the header has two columns \"mail\"|2,2026-01-31,c@x,d@x");
  }

  @Test
  void a_header_without_the_time_is_refused_with_a_suggestion() {
    assertThat(csv("id,att", "1,2026-01-31").collectAsList())
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

    assertThat(refusals(lake.records()))
        .hasRows(
            "2|unparsable|4 fields, the header has 3",
            "3|contract|at: soon is no time",
            "4|contract|amount: much is no double",
            "5|unparsable|not UTF-8",
            "6|contract|amount: -1.0 is below 0.0");
  }

  @Test
  void csv_lines_that_begin_with_a_number_sign_are_records() {
    assertThat(csv("id,at", "#1001,2026-01-31", "2,2026-01-31"))
        .columns("position", "event_id")
        .hasRows("2|#1001", "3|2");
    assertThat(csv("#no,id,at", "7,1,2026-01-31")).columns("extra").hasRows("{\"#no\":\"7\"}");
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

    assertThat(lake.records())
        .columns("file", "position", "reason")
        .hasRows(
            "s/dt=2026-02-01/a.csv|2|NULL",
            "s/dt=2026-02-01/a.csv|3|truncated",
            "s/dt=2026-02-01/b.csv|1|truncated",
            "s/dt=2026-02-01/c.csv|2|NULL");
  }

  @Test
  void positions_are_lines_whatever_their_ends_and_what_lies_between() {
    String[] lines = {
      "", "id,at,note", "", "1,2026-01-31,\"two", "lines\"", "2,2026-01-31,x", "", ""
    };
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      assertThat(places(String.join(end, lines) + "3,2026-01-31,")).hasRows("4|1", "6|2", "8|3");
    }
    assertThat(places("id,at\r\n1,2026-01-31\n2,2026-01-31\r\n3,2026-01-31\n"))
        .hasRows("2|1", "3|2", "4|3");
    assertThat(places("id,note,at\n1,\"\n\n\n\",2026-01-31\n2,x,2026-01-31\n"))
        .hasRows("2|1", "6|2");
  }

  @Test
  void an_open_quote_ends_its_file_as_one_refused_record_that_names_its_line() {
    String rest = "4,2026-01-31,x\n".repeat(100);
    String open = "the quote that opens in line %d is not closed at the end of the file";

    assertThat(refusals("id,at,note\n1,2026-01-31,x\n2,2026-01-31,\"y\n" + rest))
        .hasRows("2|NULL|NULL", "3|truncated|" + open.formatted(3));
    assertThat(refusals("id,at,note\n1,2026-01-31,\"a\nb\"\n2,\"2026\n-01\",\"y\n" + rest))
        .hasRows("2|NULL|NULL", "4|truncated|" + open.formatted(5));
    assertThat(refusals("id,\"at,note\n1,2026-01-31,x\n"))
        .hasRows("1|truncated|" + open.formatted(1));
    assertThat(refusals("id,at,note\n1,2026-01-31,\"y\n"))
        .hasRows("2|truncated|" + open.formatted(2));
  }

  /** Not more than one record's room is taken. */
  @Test
  void an_open_quote_in_a_large_file_is_refused_before_its_end() {
    String large = "3,2026-01-31,xxxxxxxxxxxxxxxxxx\n".repeat(1_200_000);

    assertThat(RowsAssert.text(refusals("id,at,note\n1,2026-01-31,x\n2,2026-01-31,\"y\n" + large)))
        .satisfiesExactly(
            good -> assertThat(good).isEqualTo("2|NULL|NULL"),
            rest ->
                assertThat(rest)
                    .startsWith("3|truncated|the record of line 3 has more than")
                    .contains("is a quote not closed?"));
  }

  /** The next quote closes the field, so that the lines between would be lost in it. */
  @Test
  void a_quote_that_takes_in_other_lines_is_refused_with_them() {
    String csv = "id,note,at\n1,\"abc,2026-01-31\n2,\"def\",2026-01-31\n3,5\" disk,2026-01-31\n";

    assertThat(RowsAssert.text(refusals(csv)))
        .satisfiesExactly(
            astray ->
                assertThat(astray)
                    .startsWith("2|unparsable|the quote that opens in line 2 is not closed there"),
            good -> assertThat(good).isEqualTo("4|NULL|NULL"));
    assertThat(
            refusals("id,note,at\n1,\"5\" disk\",2026-01-31\n2,\"say \"\"a\"\"\nb\",2026-01-31\n"))
        .hasRows("2|NULL|NULL", "3|NULL|NULL");
  }

  @Test
  void places_are_named_by_line_and_call() {
    assertThat(
            List.of(
                Positions.place("a", Positions.WHOLE_FILE),
                Positions.place("a", Positions.inLine(7, 0)),
                Positions.place("a", Positions.inLine(7, 2))))
        .containsExactly("a", "a:7", "a:7, call 3 of its batch");
    assertThat(Positions.of(List.of(Positions.inLine(7, 2))).contains(7)).isTrue();
  }

  @Test
  void a_json_record_with_a_key_twice_is_refused_and_the_key_is_named() {
    LakeFixture lake =
        new LakeFixture(folder, JSON.replace("email = mail", "email = data.mail"))
            .file(
                "s/dt=2026-02-01/a.json",
                "{\"id\":1,\"at\":\"2026-01-31\",\"user\":\"a\",\"user\":\"b\"}",
                "{\"id\":2,\"at\":\"2026-01-31\",\"data\":{\"mail\":\"a@x\",\"mail\":\"a@x\"}}",
                "{\"id\":3,\"at\":\"2026-01-31\",\"note\":1,\"note\":2}",
                "{\"id\":4,\"at\":\"2026-01-31\",\"user\":\"a\",\"User\":\"b\"}",
                "{\"id\":5,\"at\":\"2026-01-31\",\"list\":[{\"a\":1},{\"a\":2}]}",
                "{\"id\":6,\"at\":\"2026-01-31\",\"list\":[{\"a\":1,\"a\":1}]}");

    assertThat(refusals(lake.records()))
        .hasRows(
            "1|unparsable|the key user occurs twice",
            "2|unparsable|the key mail occurs twice",
            "3|unparsable|the key \"note\" occurs twice",
            "4|NULL|NULL",
            "5|NULL|NULL",
            "6|unparsable|the key \"a\" occurs twice");
  }

  private Dataset<Row> places(String content) {
    return read(content).select("position", "event_id");
  }

  private Dataset<Row> refusals(String content) {
    return refusals(read(content));
  }

  private static Dataset<Row> refusals(Dataset<Row> records) {
    return records.select("position", "reason", "detail");
  }

  private Dataset<Row> read(String content) {
    return new LakeFixture(folder, CSV)
        .file("s/dt=2026-02-01/a.csv", content.getBytes(StandardCharsets.UTF_8))
        .records();
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
  void bytes_behind_the_compressed_csv_are_one_refused_record() {
    byte[] rows = "id,at,note\n1,2026-01-31,a\n2,2026-01-31,b".getBytes(StandardCharsets.UTF_8);
    String file = "s/dt=2026-02-01/a.csv.gz";
    LakeFixture lake = new LakeFixture(folder, CSV.replace("*.csv", "*"));

    assertThat(lake.file(file, rows).append(file, rows).records())
        .columns("position", "event_id", "detail")
        .hasRows(
            "2|1|NULL",
            "3|2|NULL",
            "4|NULL|the file cannot be read further: bytes follow the end of the gzip data");
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
    LakeFixture lake =
        new LakeFixture(folder, source)
            .file(
                "s/dt=2026-02-01/a.json",
                "{\"id\":1,\"at\":1769853600,\"data\":{\"customer\":{\"mail\":\"a@x\"}},\"amount\":\"7\"}",
                "{\"id\":2,\"at\":\"2026-01-31T10:00:00.5Z\",\"amount\":{\"x\":1}}",
                "{\"id\":3,\"at\":\"2026-01-31\"",
                "{\"id\":\"4\",\"at\":\"2026-01-31\",\"User\":\"other case\"}");

    Dataset<Row> records = lake.records();
    assertThat(refusals(records))
        .hasRows(
            "1|NULL|NULL",
            "2|contract|amount: {\"x\":1} is no double",
            "3|unparsable|not JSON: the record ends at byte 26",
            "4|NULL|NULL");
    assertThat(records.filter("reason IS NULL"))
        .columns("position", "identifiers", "occurred_at")
        .hasRows("1|[{email,a@x}]|2026-01-31T10:00:00Z", "4|[]|2026-01-31T00:00:00Z");
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
  public static String identity(Row row) {
    return row.getAs("event_id") + " " + row.getAs("payload_hash");
  }

  private Dataset<Row> csv(String... lines) {
    return new LakeFixture(folder, CSV).file("s/dt=2026-02-01/a.csv", lines).records();
  }
}
