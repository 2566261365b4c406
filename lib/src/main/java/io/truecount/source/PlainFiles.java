package io.truecount.source;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Parquet, CSV or JSON files outside the warehouse, as they are: any graph, any extract. */
public final class PlainFiles {
  private static final String CSV = ".csv";
  private static final List<String> JSON = List.of(".json", ".jsonl", ".ndjson");

  private PlainFiles() {}

  /**
   * Reads Parquet, CSV with a header where the path names {@code .csv} files, or JSON lines where
   * it names {@code .json}, {@code .jsonl} or {@code .ndjson} files, gzipped or not; columns of CSV
   * and JSON are strings.
   */
  public static Dataset<Row> read(SparkSession session, String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    return read(
        path,
        () -> {
          if (plain.endsWith(CSV)) {
            return session.read().option("header", "true").csv(path);
          }
          return JSON.stream().anyMatch(plain::endsWith)
              ? session.read().option("primitivesAsString", "true").json(path)
              : session.read().parquet(path);
        });
  }

  /** Reads Parquet that has these columns, without a look at the files first. */
  public static Dataset<Row> read(SparkSession session, String path, StructType columns) {
    return read(path, () -> session.read().schema(columns).parquet(path));
  }

  private static Dataset<Row> read(String path, Supplier<Dataset<Row>> files) {
    try {
      return files.get();
    } catch (Exception e) {
      throw unreadable(path, e);
    }
  }

  /** Writes Parquet in place of what was there; identifiers seldom repeat, so no dictionaries. */
  public static void replace(Dataset<Row> rows, String path) {
    plain(rows).parquet(path);
  }

  private static DataFrameWriter<Row> plain(Dataset<Row> rows) {
    return rows.write()
        .mode(SaveMode.Overwrite)
        .option("parquet.enable.dictionary", "false")
        .option("parquet.column.statistics.enabled", "false")
        .option("parquet.size.statistics.enabled", "false");
  }

  /**
   * As {@link #replace}, for numbers without a pattern: not compressed either, and in row groups
   * that a scan of some columns can hold in the processor's cache.
   */
  public static void replaceNumbers(Dataset<Row> rows, String path) {
    plain(rows)
        .option("compression", "uncompressed")
        .option("parquet.block.size", Integer.toString(8 << 20))
        .parquet(path);
  }

  /** As {@link #replace}, for tables whose values repeat: with dictionaries. */
  public static void replaceTable(Dataset<Row> rows, String path) {
    rows.write().mode(SaveMode.Overwrite).parquet(path);
  }

  private static TruecountException unreadable(String path, Exception cause) {
    // of a failed task the message holds the traces of all that it went through
    Throwable root =
        cause instanceof AnalysisException ? cause : ExceptionUtils.getRootCause(cause);
    String message = String.valueOf(root.getMessage());
    String what =
        cause instanceof AnalysisException ? message : message.lines().findFirst().orElse("");
    return TruecountException.invalid(
        Problem.of(
            "cannot read: " + what,
            path,
            "give a Parquet file or folder, or a path ending in .csv or .json"));
  }
}
