package io.truecount.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.LakeFixture;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money reads the same from every format, and adds up without a trace of binary fractions. */
final class DecimalsTest {
  private static final String SOURCES =
      """
      web { format = segment-json, path = "web/dt={date}/*"
        contract { properties { price { type = decimal } } } }
      shop { format = csv, path = "shop/dt={date}/*"
        event { type = track, name = Paid, id = id, time = at }
        contract { properties { price { type = decimal } } } }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "12.5, 12.5000",
    "0.1, 0.1000",
    "-3, -3.0000",
    "1e2, 100.0000",
    "19.99995, 20.0000",
    "-0.00005, -0.0001",
    "99999999999999.9999, 99999999999999.9999",
    "99999999999999.99995, price: 99999999999999.99995 is no decimal",
    "1d, price: 1d is no decimal",
    "NaN, price: NaN is no decimal",
  })
  void every_format_reads_the_same(String text, String expected) {
    LakeFixture lake = new LakeFixture(folder, SOURCES);
    lake.file(
        "web/dt=2026-02-01/a.json",
        """
        {"type":"track","event":"Paid","userId":"u","messageId":"m",\
        "timestamp":"2026-01-31T09:00:00Z","properties":{"price":"%s"}}"""
            .formatted(text));
    lake.file("shop/dt=2026-02-01/a.csv", "id,at,price", "1,2026-01-31,%s".formatted(text));

    List<Row> rows = lake.records().collectAsList();

    assertThat(rows).hasSize(2).allSatisfy(row -> assertThat(read(row)).isEqualTo(expected));
  }

  private static String read(Row row) {
    return row.getAs("reason") == null
        ? row.getStruct(row.fieldIndex("properties")).getDecimal(0).toPlainString()
        : row.<String>getAs("detail").replace("\"", "");
  }
}
