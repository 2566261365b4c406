package io.truecount.source;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.testkit.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of CSV files with their columns in {@code schema.json}. */
final class TableFolderTest {
  @TempDir Path folder;

  @Test
  void columns_have_the_usual_names_of_types() throws IOException {
    Files.writeString(
        folder.resolve("t.csv"), "a,b,c,d,e,f,g,h\n\\N,7,8,1.25,0.5,true,2026-01-31,\\N\n");

    Dataset<Row> rows =
        read(
            """
            {"t": [["a", "VARCHAR(20)"], ["b", "Integer"], ["c", "bigint"], ["d", "DECIMAL(10, 2)"],
                   ["e", "double precision"], ["f", "BOOLEAN"], ["g", "DATE"], ["h", "TIMESTAMP"]]}
            """);

    assertThat(rows.schema().toDDL())
        .isEqualTo(
            "a STRING,b BIGINT,c BIGINT,d DECIMAL(10,2),e DOUBLE,f BOOLEAN,g DATE,h TIMESTAMP");
    assertThat(rows).hasRows("NULL|7|8|1.25|0.5|true|2026-01-31|NULL");
  }

  @Test
  void all_unknown_types_are_reported_at_once_with_what_was_meant() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,b,c\n");

    assertThatThrownBy(
            () ->
                read(
                    "{\"t\": [[\"a\", \"VARCHR\"], [\"b\", \"DECIMAL\"], [\"c\", \"DECIMAL(50,2)\"]]}"))
        .hasMessageContaining("schema.json:1")
        .hasMessageContaining("unknown type \"VARCHR\"")
        .hasMessageContaining("did you mean \"VARCHAR\"?")
        .hasMessageContaining("DECIMAL needs its digits")
        .hasMessageContaining("\"DECIMAL(50,2)\" must have 1 to 38 digits");
  }

  private Dataset<Row> read(String schema) throws IOException {
    Files.writeString(folder.resolve("schema.json"), schema);
    return Objects.requireNonNull(TableFolder.tables(SharedSpark.session(), folder).get("t"));
  }
}
