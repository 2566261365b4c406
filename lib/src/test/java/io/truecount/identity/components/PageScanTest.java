package io.truecount.identity.components;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.repeat;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Iterators;
import com.google.common.primitives.Bytes;
import io.truecount.source.PlainFiles;
import io.truecount.testkit.SharedSpark;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law: values in their pages are those that Spark reads. */
final class PageScanTest {
  private static final int ROWS = 50_000;

  private static final String PIECE = "spark.sql.files.maxPartitionBytes";

  /** Pages of columns that end at different rows, row groups and pieces of files of any size. */
  @ParameterizedTest
  @CsvSource({"7, 65536, 20000", "500, 1000000, 100000", "20000, 8388608, 134217728"})
  void pages_hold_what_spark_reads(
      int pageRows, int groupBytes, String pieceBytes, @TempDir Path at) {
    write(
        values(),
        at,
        Map.of(
            "parquet.page.row.count.limit",
            "" + pageRows,
            "parquet.page.size",
            "4096",
            "parquet.block.size",
            "" + groupBytes));
    SparkSession spark = (SparkSession) SharedSpark.session();
    String before = spark.conf().get(PIECE);
    spark.conf().set(PIECE, pieceBytes);
    try {
      Dataset<Row> read = PlainFiles.read(spark, at.toString()).select("number", "text");
      assertThat(areInPages(read)).isTrue();
      assertThat(scanned(read)).containsExactlyInAnyOrderElementsOf(expected(read));
    } finally {
      spark.conf().set(PIECE, before);
    }
  }

  @Test
  void files_of_other_kinds_are_left_to_spark(@TempDir Path folder) {
    Dataset<Row> values = values().limit(100).withColumn("number", pmod(col("row"), lit(3)));
    for (Map<String, String> options :
        List.of(
            Map.of("compression", "snappy"),
            Map.of("parquet.enable.dictionary", "true"),
            Map.of("parquet.writer.version", "v2"))) {
      write(values, folder, options);
      Dataset<Row> read =
          PlainFiles.read(SharedSpark.session(), folder.toString()).select("number", "text");
      assertThat(areInPages(read)).as(options.toString()).isFalse();
      assertThat(scanned(read)).containsExactlyInAnyOrderElementsOf(expected(read));
    }
  }

  @Test
  void other_types_and_filters_are_left_to_spark(@TempDir Path folder) {
    write(values().withColumn("flag", lit(true)), folder, Map.of());
    Dataset<Row> read = PlainFiles.read(SharedSpark.session(), folder.toString());

    assertThat(areInPages(read.select("flag"))).isFalse();
    assertThat(areInPages(read.select("number"))).isTrue();
    assertThat(areInPages(read.where(col("number").gt(0)).select("number"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"5", "50000"})
  void a_null_stops_the_scan(int rows, @TempDir Path folder) {
    Dataset<Row> values = values().limit(rows).coalesce(1);
    write(
        values.withColumn("number", when(col("row").notEqual(3), col("number"))), folder, Map.of());
    Dataset<Row> read = PlainFiles.read(SharedSpark.session(), folder.toString()).select("number");

    assertThatThrownBy(() -> scanned(read)).hasStackTraceContaining("the label index holds a null");
  }

  @ParameterizedTest
  @CsvSource({"2147483647", "-8", "1000"})
  void a_length_that_leads_out_of_its_page_stops_the_scan(int length, @TempDir Path folder)
      throws IOException {
    write(values().limit(5).coalesce(1), folder, Map.of());
    for (File file : folder.toFile().listFiles()) {
      if (file.getName().endsWith(".parquet")) {
        byte[] bytes = Files.readAllBytes(file.toPath());
        int text = Bytes.indexOf(bytes, "2üü".getBytes(StandardCharsets.UTF_8));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(text - Integer.BYTES, length);
        Files.write(file.toPath(), bytes);
      } else {
        Files.delete(file.toPath());
      }
    }
    Dataset<Row> read =
        PlainFiles.read(SharedSpark.session(), folder.toString()).select("number", "text");

    assertThatThrownBy(() -> scanned(read))
        .hasStackTraceContaining("a page of the label index is broken");
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "40, 1, 1", "40, 51, 1", "40, 52, 2", "3, 50000, 3"})
  void a_task_goes_through_two_gibibytes(int pieces, long megabytes, int tasks) {
    var column = new PlainGroup.Chunk(DataTypes.LongType, 0, megabytes << 20, false);
    var group = new PlainGroup("file", 1, List.of(column));

    assertThat(PageScan.count(Collections.nCopies(pieces, List.of(group)))).isEqualTo(tasks);
  }

  /** Texts of no to 40 bytes, in one and more bytes a character. */
  private static Dataset<Row> values() {
    return SharedSpark.session()
        .range(0, ROWS, 1, 3)
        .toDF("row")
        .withColumn("number", xxhash64(col("row")))
        .withColumn(
            "text",
            when(pmod(col("row"), lit(11)).equalTo(0), "")
                .otherwise(
                    concat(
                        col("row").cast("string"),
                        repeat(lit("ü"), pmod(col("row"), lit(17)).cast("int")))));
  }

  private static void write(Dataset<Row> rows, Path folder, Map<String, String> options) {
    rows.write()
        .mode("overwrite")
        .option("compression", "uncompressed")
        .option("parquet.enable.dictionary", "false")
        .options(options)
        .parquet(folder.toString());
  }

  private static boolean areInPages(Dataset<Row> rows) {
    return Scans.batches(rows)
        .map(batch -> batch.column(0) instanceof PageColumn)
        .collect()
        .stream()
        .allMatch(inPages -> inPages);
  }

  private static List<String> scanned(Dataset<Row> rows) {
    boolean numbered = rows.columns().length == 1;
    return Scans.batches(rows)
        .mapPartitions(
            (java.util.Iterator<ColumnarBatch> batches) ->
                Iterators.concat(
                    Iterators.transform(
                        batches,
                        batch ->
                            Iterators.transform(
                                batch.rowIterator(),
                                row ->
                                    row.getLong(0)
                                        + (numbered ? "" : " " + row.getUTF8String(1))))))
        .collect();
  }

  private static List<String> expected(Dataset<Row> rows) {
    return rows
        .select(functions.concat_ws(" ", col("number"), col("text")))
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
