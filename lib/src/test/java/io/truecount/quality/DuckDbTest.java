package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import io.truecount.table.ParquetFiles;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class DuckDbTest {
  @Test
  void a_table_without_files_has_its_columns_and_no_rows() {
    StructType schema =
        StructType.fromDDL(
            "kind STRING, moment TIMESTAMP, amount DECIMAL(18,4), n BIGINT, ok BOOLEAN, day DATE,"
                + " raw BINARY, local TIMESTAMP_NTZ, tags ARRAY<STRING>,"
                + " `odd \"name` MAP<STRING, DOUBLE>, properties STRUCT<channel: STRING, n: INT>");
    String empty = ParquetFiles.duckDb(List.of(), schema);

    try (DuckDb engine = DuckDb.over(Map.of("orders", empty))) {
      String where =
          "kind = 'known' AND moment < now() AND amount > 0.5 AND ok AND day > DATE '2026-01-01'"
              + " AND tags[1] = 'a' AND \"odd \"\"name\"['a'] > 1 AND properties.channel = 'web'";
      assertThat(engine.number("SELECT count(*) AS n FROM orders WHERE " + where, "n")).isZero();
      assertThat(engine.number("SELECT sum(amount) AS s FROM orders", "s")).isZero();
    }
  }

  @Test
  void files_that_cannot_be_read_name_their_table() {
    String files = ParquetFiles.duckDb(List.of("file:///nowhere/it's.parquet"), new StructType());

    assertThat(files).isEqualTo("read_parquet(['/nowhere/it''s.parquet'], union_by_name = true)");
    assertThatThrownBy(() -> DuckDb.over(Map.of("orders", files)))
        .isInstanceOf(TruecountException.class)
        .hasMessage(
            "table orders: DuckDB: IO Error\n"
                + "    -> check that the data files are readable, and what the metric computes of odd"
                + " values");
  }
}
