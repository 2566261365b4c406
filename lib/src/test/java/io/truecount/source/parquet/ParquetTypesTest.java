package io.truecount.source.parquet;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.source.RowReadersTest;
import io.truecount.testkit.LakeFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every Parquet file is read by its own types, whatever the others of its source have. */
final class ParquetTypesTest {
  private static final String SOURCE =
      """
      s { format = parquet, path = "s/dt={date}/*"
        event { type = track, name = Paid, id = id, time = at }
        identifiers { user_id = user }
        contract { properties { amount { type = decimal }, note { type = string } } } }
      """;

  /** The name of a record's file without its folder. */
  private static final String NAME = "substring_index(file, '/', -1) AS name";

  @TempDir Path folder;

  @Test
  void files_of_one_source_differ_in_types_and_none_changes_what_another_says() {
    text("a-string", "binary user (UTF8)", g -> g.append("user", "007"));
    text("b-int", "int64 user", g -> g.append("user", 7L));
    text("c-double", "double user", g -> g.append("user", 1.0E7));
    text("d-fraction", "double user", g -> g.append("user", 7.5));
    text("e-float", "float amount", g -> g.append("amount", 0.1f));
    text("f-decimal", "int32 user (DECIMAL(9,2))", g -> g.append("user", 700));
    text("g-unsigned", "int64 user (INTEGER(64,false))", g -> g.append("user", -1L));
    text("h-byte", "int32 user (INTEGER(8,true))", g -> g.append("user", 7));
    text("i-boolean", "boolean amount", g -> g.append("amount", true));
    text("j-date", "int32 note (DATE)", g -> g.append("note", 20_458));
    text("k-enum", "binary user (ENUM)", g -> g.append("user", "VIP"));
    text("l-list", "repeated int32 note", g -> g.append("note", 1).append("note", 2));
    text("m-missing", "binary colour (UTF8)", g -> g.append("colour", "red"));
    text("o-null", "int32 user (UNKNOWN); optional binary colour (UTF8)", g -> g);
    text("p-large", "double amount", g -> g.append("amount", 1e300));
    text("q-long", "int64 amount", g -> g.append("amount", -123456789012345L));

    assertThat(accepted())
        .hasRows(
            "a-string|[{user_id,007}]|{NULL,NULL}|NULL",
            "b-int|[{user_id,7}]|{NULL,NULL}|NULL",
            "c-double|[{user_id,10000000}]|{NULL,NULL}|NULL",
            "d-fraction|[{user_id,7.5}]|{NULL,NULL}|NULL",
            "e-float|[]|{0.1000,NULL}|NULL",
            "f-decimal|[{user_id,7}]|{NULL,NULL}|NULL",
            "g-unsigned|[{user_id,18446744073709551615}]|{NULL,NULL}|NULL",
            "h-byte|[{user_id,7}]|{NULL,NULL}|NULL",
            "j-date|[]|{NULL,2026-01-05}|NULL",
            "k-enum|[{user_id,VIP}]|{NULL,NULL}|NULL",
            "l-list|[]|{NULL,[1,2]}|NULL",
            "m-missing|[]|{NULL,NULL}|{\"colour\":\"red\"}",
            "o-null|[]|{NULL,NULL}|NULL",
            "q-long|[]|{-123456789012345.0000,NULL}|NULL");
    assertThat(refused())
        .hasRows(
            "i-boolean|contract|amount: true is no decimal",
            "p-large|contract|amount: 1.0E300 is out of range for a decimal, which has at most"
                + " 15 digits before the point");
  }

  @Test
  void times_are_read_in_every_unit_and_type() {
    String id = "message m { required binary id (UTF8); optional ";
    file("a-nanos", id + "int64 at (TIMESTAMP(NANOS,false)); }", at(1_767_607_872_123_456_789L));
    file("b-nanos-utc", id + "int64 at (TIMESTAMP(NANOS,true)); }", at(-1L));
    file("c-micros", id + "int64 at (TIMESTAMP(MICROS,false)); }", at(1_767_607_872_123_456L));
    file("d-millis", id + "int64 at (TIMESTAMP(MILLIS,true)); }", at(1_767_607_872_123L));
    file("e-epoch-millis", id + "int64 at; }", at(1_767_607_872_123L));
    file("f-epoch-seconds", id + "double at; }", g -> g.append("at", 1_767_607_872.5));
    file("g-date", id + "int32 at (DATE); }", g -> g.append("at", 20_458));
    file("h-text", id + "binary at (UTF8); }", g -> g.append("at", "2026-1-5"));
    file("i-int96", id + "int96 at; }", g -> g.append("at", int96()));

    assertThat(records())
        .columns(NAME, "occurred_at", "detail")
        .hasRows(
            "a-nanos|2026-01-05T10:11:12.123456Z|NULL",
            "b-nanos-utc|1969-12-31T23:59:59.999999Z|NULL",
            "c-micros|2026-01-05T10:11:12.123456Z|NULL",
            "d-millis|2026-01-05T10:11:12.123Z|NULL",
            "e-epoch-millis|2026-01-05T10:11:12.123Z|NULL",
            "f-epoch-seconds|2026-01-05T10:11:12.500Z|NULL",
            "g-date|2026-01-05T00:00:00Z|NULL",
            "h-text|2026-01-05T00:00:00Z|NULL",
            "i-int96|2026-01-05T00:00:00.000001Z|NULL");
  }

  @Test
  void nanoseconds_are_the_same_record_as_microseconds_wherever_they_stand() {
    for (String unit : new String[] {"MICROS", "NANOS"}) {
      long factor = unit.equals("NANOS") ? 1_000 : 1;
      file(
          unit,
          """
          message m { required binary at (UTF8); optional int64 seen (TIMESTAMP(%1$s,false));
            optional group inner { optional int64 seen (TIMESTAMP(%1$s,true)); }
            repeated group list { optional int64 seen (TIMESTAMP(%1$s,true)); } }\
          """
              .formatted(unit),
          g -> {
            g.append("at", "2026-01-31").append("seen", 5 * factor);
            g.addGroup("inner").append("seen", -7 * factor);
            g.addGroup("list").append("seen", 9 * factor);
            return g;
          });
    }
    String withoutId = SOURCE.replace("id = id, ", "");
    assertThat(new LakeFixture(folder, withoutId).records().collectAsList())
        .hasSize(2)
        .allMatch(row -> row.getAs("reason") == null)
        .extracting(r -> RowReadersTest.identity(r) + r.getAs("extra"))
        .satisfies(same -> assertThat(same.get(0)).isEqualTo(same.get(1)));
  }

  @Test
  void a_file_that_cannot_be_mapped_is_refused_by_name_and_the_others_are_read() {
    text("a-good", "binary user (UTF8)", g -> g.append("user", "u"));
    text("b-struct", "group amount { optional int32 no; }", g -> g);
    text("c-list", "repeated int32 amount", g -> g);
    text("d-binary", "binary user", g -> g.append("user", Binary.fromString("u")));
    String listed = "message m { repeated int32 id; required binary at (UTF8); }";
    file("e-id", listed, g -> g.append("at", "2026-01-31"));
    text("f-uuid", "fixed_len_byte_array(16) user (UUID)", g -> g);
    text("g-interval", "fixed_len_byte_array(12) colour (INTERVAL)", g -> g);
    text("g-time", "int64 note (TIME(MICROS,true))", g -> g);
    text("h-case", "int32 User; optional int32 user", g -> g.append("user", 7));

    String decimal = ", of which the property amount (decimal) cannot be made";
    String remedy = ": write it as a string or a number, or map another column";
    String unread =
        ", which cannot be read: write it as a string, a number or a timestamp in microseconds";
    assertThat(accepted()).hasRows("a-good|[{user_id,u}]|{NULL,NULL}|NULL");
    assertThat(refused())
        .hasRows(
            "b-struct|unreadable|the column \"amount\" is struct<no:int>" + decimal + remedy,
            "c-list|unreadable|the column \"amount\" is array<int>" + decimal + remedy,
            "d-binary|unreadable|the column \"user\" is binary, of which an identifier user_id"
                + " cannot be made"
                + remedy,
            "e-id|unreadable|the column \"id\" is array<int>, of which an event's id, name or"
                + " time cannot be made"
                + remedy,
            "f-uuid|unreadable|the column \"user\" is FIXED_LEN_BYTE_ARRAY (UUID)" + unread,
            "g-interval|unreadable|the column \"colour\" is FIXED_LEN_BYTE_ARRAY (INTERVAL)"
                + unread,
            "g-time|unreadable|the column \"note\" is INT64 (TIME(MICROS,true))" + unread,
            "h-case|unreadable|two columns are called \"user\", apart from case: rename one");
  }

  @Test
  void a_codec_that_is_not_there_is_named() {
    assertThat(ParquetFooters.unread(EnumSet.of(CompressionCodecName.BROTLI), new Configuration()))
        .hasValue(
            "its columns are compressed with BROTLI, which cannot be read: write it with zstd,"
                + " snappy or gzip");
    assertThat(
            ParquetFooters.unread(
                EnumSet.complementOf(
                    EnumSet.of(CompressionCodecName.BROTLI, CompressionCodecName.LZO)),
                new Configuration()))
        .isEmpty();
  }

  private Dataset<Row> accepted() {
    return records()
        .filter("reason IS NULL")
        .selectExpr(NAME, "identifiers", "properties", "extra");
  }

  private Dataset<Row> refused() {
    return records().filter("reason IS NOT NULL").selectExpr(NAME, "reason", "detail");
  }

  private Dataset<Row> records() {
    return new LakeFixture(folder, SOURCE).records();
  }

  private static UnaryOperator<Group> at(long number) {
    return group -> group.append("at", number);
  }

  /** One microsecond past midnight: nanoseconds of the day, then the Julian day. */
  private static Binary int96() {
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(12).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return Binary.fromConstantByteArray(bytes.putLong(1_000).putInt(2_440_588 + 20_458).array());
  }

  /** A file of one row, with an id and a time as text and another column. */
  private void text(String name, String column, UnaryOperator<Group> row) {
    String optional = column.startsWith("repeated") ? column : "optional " + column;
    String end = column.endsWith("}") ? "" : ";";
    file(
        name,
        "message m { required binary id (UTF8); required binary at (UTF8); %s%s }"
            .formatted(optional, end),
        group -> row.apply(group.append("at", "2026-01-31")));
  }

  private void file(String name, String schema, UnaryOperator<Group> row) {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    Path path = folder.resolve("s/dt=2026-02-01/" + name);
    try {
      Files.createDirectories(path.getParent());
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new LocalOutputFile(path)).withType(type).build()) {
        Group group = new SimpleGroup(type);
        writer.write(row.apply(schema.contains("binary id") ? group.append("id", name) : group));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
