package io.truecount.source;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.source.json.Json;
import io.truecount.testkit.LakeFixture;
import io.truecount.testkit.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One text means one value, or is refused in the same words, in every format: as a string of
 * Segment calls, JSON and Parquet, a field of CSV, and a number or boolean of JSON where it is one.
 */
final class ValuesMatrixTest {
  private static final String PROPERTIES =
      """
      contract { properties {
        long { type = long }
        double { type = double }
        decimal { type = decimal }
        boolean { type = boolean }
        timestamp { type = timestamp }
      } }
      """;

  private static final String EVENT = "event { type = track, name = Paid, id = id, time = at }\n";

  /** Type, text, and the value or what follows the text in the detail; "" for no value. */
  private static final String CASES =
      """
      long | 5 | 5
      long | +5 | 5
      long | -007 | -7
      long | 5.0 | 5
      long | 1e3 | 1000
      long | 1.5E1 | 15
      long | 5.5 | is no long
      long | 1e-3 | is no long
      long | 9223372036854775807 | 9223372036854775807
      long | -9223372036854775808 | -9223372036854775808
      long | 9223372036854775808 | is out of range for a long
      long | 1e19 | is out of range for a long
      long | 1e999 | is out of range for a long
      long | 1e99999999999 | is out of range for a long
      long | 0e999 | 0
      long | 9007199254740993 | 9007199254740993
      long | 9007199254740993.0 | 9007199254740993
      long | true | is no long
      long | many | is no long
      long | 1,000 | is no long
      long | 1_000 | is no long
      long | 0x10 | is no long
      long | 1L | is no long
      long | - | is no long
      long | . | is no long
      long | 1e | is no long
      long | NaN | is no long
      long | ١٢ | is no long
      long |   | \s
      double | 5 | 5.0
      double | 12.50 | 12.5
      double | .5 | 0.5
      double | 5. | 5.0
      double | 1e-7 | 1.0E-7
      double | 1e308 | 1.0E308
      double | 1e-999 | 0.0
      double | 1e999 | is out of range for a double
      double | -1e999 | is out of range for a double
      double | 1e99999999999 | is out of range for a double
      double | 1.8e308 | is out of range for a double
      double | Infinity | is no double
      double | -Infinity | is no double
      double | +inf | is no double
      double | ∞ | is no double
      double | NaN | is no double
      double | nan | is no double
      double | 1d | is no double
      double | 1f | is no double
      double | 0x1p3 | is no double
      double | 1,5 | is no double
      double | false | is no double
      double |  7  | 7.0
      decimal | 12.5 | 12.5000
      decimal | 0.1 | 0.1000
      decimal | -3 | -3.0000
      decimal | +.5 | 0.5000
      decimal | 1e2 | 100.0000
      decimal | 0e-999999999 | 0.0000
      decimal | 123456789.012300 | 123456789.0123
      decimal | 99999999999999.9999 | 99999999999999.9999
      decimal | -99999999999999.9999 | -99999999999999.9999
      decimal | 00000000000000000012.5 | 12.5000
      decimal | 59.970000000000006 | 59.9700
      decimal | 0.30000000000000004 | 0.3000
      decimal | 5.551115123125783e-17 | 0.0000
      decimal | 12345678.900000002 | 12345678.9000
      decimal | 19.99995 | has more than 4 digits after the point, which a decimal would round off
      decimal | -0.00005 | has more than 4 digits after the point, which a decimal would round off
      decimal | 0.12341 | has more than 4 digits after the point, which a decimal would round off
      decimal | 100000000000000 | 100000000000000.0000
      decimal | 123456789012345.67 | 123456789012345.6700
      decimal | -999999999999999.9999 | -999999999999999.9999
      decimal | 999999999999999.9999 | 999999999999999.9999
      decimal | 1.5e14 | 150000000000000.0000
      decimal | 1000000000000000 | is out of range for a decimal, which has at most 15 digits before the point
      decimal | 999999999999999.99995 | is out of range for a decimal, which has at most 15 digits before the point
      decimal | 1e999 | is out of range for a decimal, which has at most 15 digits before the point
      decimal | 1d | is no decimal
      decimal | NaN | is no decimal
      decimal | Infinity | is no decimal
      decimal | 5 EUR | is no decimal
      boolean | true | true
      boolean | TRUE | true
      boolean | t | true
      boolean | Yes | true
      boolean | y | true
      boolean | 1 | true
      boolean | false | false
      boolean | F | false
      boolean | no | false
      boolean | N | false
      boolean | 0 | false
      boolean | 2 | is no boolean
      boolean | on | is no boolean
      boolean | null | is no boolean
      timestamp | 2026-01-05T10:11:12Z | 2026-01-05T10:11:12Z
      timestamp | 2026-01-05T10:11:12.123456789Z | 2026-01-05T10:11:12.123456Z
      timestamp | 2026-01-05T10:11:12 | 2026-01-05T10:11:12Z
      timestamp | 2026-01-05 10:11 | 2026-01-05T10:11:00Z
      timestamp | 2026-01-05T10:11:12+02:00 | 2026-01-05T08:11:12Z
      timestamp | 2026-01-05T10:11:12 -0330 | 2026-01-05T13:41:12Z
      timestamp | 2026-07-05 10:11:12 Europe/Berlin | 2026-07-05T08:11:12Z
      timestamp | 2026-01-05 | 2026-01-05T00:00:00Z
      timestamp | 2026-1-5 | 2026-01-05T00:00:00Z
      timestamp | 2026-1-5 1:2:3 | 2026-01-05T01:02:03Z
      timestamp | 1767607872 | 2026-01-05T10:11:12Z
      timestamp | 1767607872.25 | 2026-01-05T10:11:12.250Z
      timestamp | 1767607872123 | 2026-01-05T10:11:12.123Z
      timestamp | 1767607872123456 | 2026-01-05T10:11:12.123456Z
      timestamp | 1767607872123456789 | 2026-01-05T10:11:12.123456Z
      timestamp | 1.767607872E9 | 2026-01-05T10:11:12Z
      timestamp | 20260105 | is no time
      timestamp | 12:30 | is no time
      timestamp | 2026 | is no time
      timestamp | 2026-01 | is no time
      timestamp | 2026-02-30 | is no time
      timestamp | 2026-01-05T24:00:00Z | is no time
      timestamp | 2026-01-05T10:11:12 Nowhere/City | is no time
      timestamp | 5 January 2026 | is no time
      timestamp | 05/01/2026 | is no time
      timestamp | now | is no time
      timestamp | -1767607872 | is no time
      timestamp | soon | is no time
      """;

  /** A text that JSON takes without quotes. */
  private static final Pattern TOKEN =
      Pattern.compile("true|false|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private record Case(String type, String text, String expected) {
    static Case of(String line) {
      String[] parts = line.split("\\|", -1);
      String text = parts[1].substring(1, parts[1].length() - 1);
      return new Case(parts[0].trim(), text, parts[2].trim());
    }

    String outcome() {
      boolean refused = expected.startsWith("is ") || expected.startsWith("has ");
      return refused ? "%s: %s %s".formatted(type, text, expected) : expected;
    }

    boolean isToken() {
      return TOKEN.matcher(text).matches();
    }
  }

  private final List<Case> cases = CASES.lines().map(Case::of).toList();

  @TempDir Path folder;

  @Test
  void a_text_is_one_value_in_every_format() {
    LakeFixture lake =
        new LakeFixture(
            folder,
            "segment { format = segment-json, path = \"segment/dt={date}/*\"\n%s}\n"
                    .formatted(PROPERTIES)
                + mapped("json")
                + mapped("csv")
                + mapped("parquet"));
    lake.file("segment/dt=2026-02-01/strings", lines(c -> segment(c, Json.text(c.text))));
    lake.file("segment/dt=2026-02-01/tokens", lines(c -> segment(c, c.isToken() ? c.text : "1")));
    lake.file("json/dt=2026-02-01/strings", lines(c -> json(c, Json.text(c.text))));
    lake.file("json/dt=2026-02-01/tokens", lines(c -> json(c, c.isToken() ? c.text : "1")));
    lake.file(
        "csv/dt=2026-02-01/fields",
        "id,at,long,double,decimal,boolean,timestamp\n" + String.join("\n", lines(this::csv)));
    parquet("parquet/dt=2026-02-01");

    Map<String, Map<Integer, String>> read = new TreeMap<>();
    for (Row row : lake.records().collectAsList()) {
      String file = row.<String>getAs("file").replaceAll("/dt=.*/(part-.*)?", " ");
      int at = Integer.parseInt(row.<String>getAs("event_id"));
      read.computeIfAbsent(file, f -> new TreeMap<>()).put(at, read(row, cases.get(at).type));
    }

    assertThat(read.keySet())
        .containsExactly(
            "csv fields",
            "json strings",
            "json tokens",
            "parquet ",
            "segment strings",
            "segment tokens");
    read.forEach(
        (file, values) -> {
          boolean tokens = file.endsWith("tokens");
          assertThat(values).as(file).hasSize(cases.size());
          assertThat(shown(values, tokens)).as(file).isEqualTo(shown(expected(), tokens));
        });
  }

  private static String mapped(String format) {
    return "%1$s { format = %1$s, path = \"%1$s/dt={date}/*\"\n".formatted(format)
        + EVENT
        + PROPERTIES
        + "}\n";
  }

  private Map<Integer, String> expected() {
    return IntStream.range(0, cases.size())
        .boxed()
        .collect(toMap(i -> i, i -> cases.get(i).outcome(), (a, b) -> a, TreeMap::new));
  }

  private String shown(Map<Integer, String> values, boolean tokens) {
    return values.entrySet().stream()
        .filter(e -> !tokens || cases.get(e.getKey()).isToken())
        .map(
            e ->
                "%s %s -> %s"
                    .formatted(
                        cases.get(e.getKey()).type, cases.get(e.getKey()).text, e.getValue()))
        .collect(joining("\n"));
  }

  private interface Line {
    String of(Case one);
  }

  private String[] lines(Line line) {
    return cases.stream().map(line::of).toArray(String[]::new);
  }

  private String segment(Case one, String value) {
    return """
    {"type":"track","event":"Paid","userId":"u","messageId":"%d",\
    "timestamp":"2026-01-31T09:00:00Z","properties":{"%s":%s}}"""
        .formatted(cases.indexOf(one), one.type, value);
  }

  private String json(Case one, String value) {
    return "{\"id\":\"%d\",\"at\":\"2026-01-31\",\"%s\":%s}"
        .formatted(cases.indexOf(one), one.type, value);
  }

  private String csv(Case one) {
    List<String> fields = new ArrayList<>(List.of(cases.indexOf(one) + "", "2026-01-31"));
    for (String type : List.of("long", "double", "decimal", "boolean", "timestamp")) {
      fields.add(type.equals(one.type) ? "\"" + one.text + "\"" : "");
    }
    return String.join(",", fields);
  }

  private void parquet(String name) {
    StructType schema = new StructType().add("id", "string").add("at", "string");
    for (String type : List.of("long", "double", "decimal", "boolean", "timestamp")) {
      schema = schema.add(type, DataTypes.StringType);
    }
    List<Row> rows = new ArrayList<>();
    for (Case one : cases) {
      Object[] row = new Object[schema.size()];
      row[0] = cases.indexOf(one) + "";
      row[1] = "2026-01-31";
      row[schema.fieldIndex(one.type)] = one.text;
      rows.add(RowFactory.create(row));
    }
    SharedSpark.session()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .parquet(folder.resolve(name).toString());
  }

  private static String read(Row row, String type) {
    if (row.getAs("reason") != null) {
      return row.getAs("detail");
    }
    Row properties = row.getStruct(row.fieldIndex("properties"));
    int at = properties.fieldIndex(type);
    if (properties.isNullAt(at)) {
      return "";
    }
    return switch (type) {
      case "decimal" -> properties.getDecimal(at).toPlainString();
      case "timestamp" -> properties.getTimestamp(at).toInstant().toString();
      default -> properties.get(at).toString();
    };
  }
}
