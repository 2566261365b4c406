package io.truecount.source.mapping;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.SourceConfig;
import io.truecount.source.record.Records;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Rows of mapped values to records, without any file or format. */
final class RowMappingTest {
  private static final SourceConfig SHOP =
      LakeFixture.sources(
              """
              shop { format = csv, path = "shop/dt={date}/*.csv"
                event { type = track, name = kind, name-is-column = true, id = id, time = at
                  received = got }
                identifiers { email = [mail, mail2], user_id = user }
                contract { properties {
                  price { type = double }, cents { type = long, path = amount } } } }
              """)
          .get(0);
  private static final StructType PROPERTIES =
      new StructType()
          .add("cents", DataTypes.LongType)
          .add("other", DataTypes.StringType)
          .add("price", DataTypes.DoubleType);
  private static final String LOADED = "2026-03-05T00:00:00Z";

  @Test
  void a_row_becomes_an_event_by_the_mapping() {
    assertThat(
            records(
                "id=7",
                "kind=Paid",
                "at=2026-03-01T10:00:00Z",
                "got=2026-03-01T10:00:05Z",
                "mail=a@x.de",
                "user=u1",
                "price=12.5",
                "amount=1250"))
        .columns(
            "source",
            "event_id",
            "id_origin",
            "type",
            "name",
            "occurred_at",
            "received_at",
            "identifiers",
            "properties",
            "reason")
        .hasRows(
            "shop|7|native|track|Paid|2026-03-01T10:00:00Z|2026-03-01T10:00:05Z"
                + "|[{email,a@x.de},{user_id,u1}]|{1250,NULL,12.5}|NULL");
  }

  @Test
  void the_columns_are_those_of_records() {
    Dataset<Row> records = records("kind=Paid");
    assertThat(records.columns()).containsExactly(Records.schema(PROPERTIES).fieldNames());
    assertThat(
            org.apache.spark.sql.types.DataType.equalsIgnoreNullability(
                records.schema(), Records.schema(PROPERTIES)))
        .isTrue();
  }

  @Test
  void a_row_without_an_id_has_the_fingerprint_of_its_content() {
    assertThat(records("kind=Paid").unionAll(records("kind=Paid", "id=")))
        .columns("event_id", "id_origin")
        .hasRows("fingerprint-1|fingerprint", "fingerprint-1|fingerprint");
  }

  @Test
  void times_fall_back_to_received_and_received_to_loaded() {
    assertThat(
            records("kind=Paid", "got=2026-03-02T00:00:00Z")
                .unionAll(records("kind=Paid", "at=2026-03-01"))
                .unionAll(records("kind=Paid")))
        .columns("occurred_at", "received_at")
        .hasRows(
            "2026-03-02T00:00:00Z|2026-03-02T00:00:00Z",
            "2026-03-01T00:00:00Z|" + LOADED,
            LOADED + "|" + LOADED);
  }

  @Test
  void a_clock_more_than_a_day_ahead_is_replaced_by_received() {
    assertThat(
            records("kind=Paid", "got=2026-03-01", "at=2026-03-02T00:00:00Z")
                .unionAll(records("kind=Paid", "got=2026-03-01", "at=2026-03-02T00:00:01Z")))
        .columns("occurred_at", "clock_skewed")
        .hasRows("2026-03-02T00:00:00Z|false", "2026-03-01T00:00:00Z|true");
  }

  /** Bits of mail, mail2 and user, from the lowest. */
  @Test
  void identifiers_are_distinct_and_not_blank_and_each_path_with_a_value_has_its_bit() {
    assertThat(
            records("kind=Paid", "mail=a@x.de", "mail2=a@x.de", "user= ")
                .unionAll(records("kind=Paid", "mail=", "mail2=b@x.de", "user=u1"))
                .unionAll(records("kind=Paid")))
        .columns("identifiers", "identifier_paths")
        .hasRows("[{email,a@x.de}]|3", "[{email,b@x.de},{user_id,u1}]|6", "[]|0");
  }

  @Test
  void the_first_misfit_refuses_the_row() {
    assertThat(records("kind=Paid", "at=yesterday", "price=much"))
        .columns("reason", "substring_index(detail, ' ', 2)")
        .hasRows("contract|at: yesterday");
    assertThat(records("price=12"))
        .columns("reason", "detail")
        .hasRows("contract|kind: no event name");
    assertThat(records("kind=Paid", "price=much"))
        .columns("reason", "substring_index(detail, ' ', 2)")
        .hasRows("contract|price: much");
  }

  @Test
  void a_row_that_its_reader_refused_keeps_that_reason() {
    assertThat(records("reason=unparsable", "detail=no closing quote"))
        .columns("reason", "detail")
        .hasRows("unparsable|no closing quote");
  }

  @Test
  void values_may_have_types_of_their_own() {
    RowLayout layout = RowLayout.of(SHOP);
    Dataset<Row> typed =
        rows("kind=Paid", "at=2026-03-01T10:00:00Z", "amount=7", "price=1")
            .selectExpr(
                Arrays.stream(layout.schema().fieldNames())
                    .map(
                        name ->
                            name.equals(layout.column("at"))
                                ? "CAST(%1$s AS TIMESTAMP) AS %1$s".formatted(name)
                                : name.equals(layout.column("amount"))
                                    ? "CAST(%1$s AS INT) AS %1$s".formatted(name)
                                    : name)
                    .toArray(String[]::new));
    assertThat(new RowMapping(SHOP, typed).records(PROPERTIES))
        .columns("occurred_at", "properties.cents", "reason")
        .hasRows("2026-03-01T10:00:00Z|7|NULL");
  }

  private static Dataset<Row> records(String... values) {
    return new RowMapping(SHOP, rows(values)).records(PROPERTIES);
  }

  /** One row in the columns of the layout; each value is {@code path=text}. */
  private static Dataset<Row> rows(String... values) {
    Map<String, String> given =
        Arrays.stream(values)
            .map(value -> value.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> "'" + pair[1] + "'"));
    RowLayout layout = RowLayout.of(SHOP);
    List<String> columns = new ArrayList<>();
    layout
        .paths()
        .forEach(path -> columns.add(column(given.get(path), "STRING", layout.column(path))));
    columns.add("'fingerprint-1' AS " + RowLayout.CONTENT);
    columns.add(column(null, "STRING", Records.EXTRA));
    columns.add("1L AS " + Records.PAYLOAD_HASH);
    columns.add("TIMESTAMP '%s' AS %s".formatted(LOADED, Records.LOADED_AT));
    columns.add("'a.csv' AS " + Records.FILE);
    columns.add("2L AS " + Records.POSITION);
    columns.add(column(given.get("reason"), "STRING", Records.REASON));
    columns.add(column(given.get("detail"), "STRING", Records.DETAIL));
    columns.add("'raw' AS " + Records.RAW);
    return SharedSpark.session().sql("SELECT " + String.join(", ", columns));
  }

  private static String column(
      @org.jspecify.annotations.Nullable String value, String type, String name) {
    return "CAST(%s AS %s) AS `%s`".formatted(value == null ? "NULL" : value, type, name);
  }
}
