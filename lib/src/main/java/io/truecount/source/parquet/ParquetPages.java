package io.truecount.source.parquet;

import io.truecount.error.TruecountException;
import io.truecount.source.record.InputFile;
import io.truecount.source.scan.UnreadFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Finds the Parquet files whose footers are whole and whose pages are not. They are read by halves:
 * where a half can be read, none of its files is looked at further. Cost: reads all columns, and
 * the halves that hold a damaged file again.
 */
final class ParquetPages {
  private static final String DAMAGED =
      "not a whole Parquet file: what lies before its end cannot be decoded; write or copy it"
          + " again, with an encoding that Spark reads";

  private final SparkSession spark;

  ParquetPages(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * The files of one shape that are damaged, refused.
   *
   * @throws TruecountException when the bytes of one cannot be read, which says nothing about them
   */
  List<InputFile> damaged(ParquetShape shape, List<InputFile> files) {
    if (isRead(shape, files)) {
      return List.of();
    }
    if (files.size() == 1) {
      readBytes(files.get(0));
      return List.of(files.get(0).refused(DAMAGED));
    }
    int half = files.size() / 2;
    return Stream.of(files.subList(0, half), files.subList(half, files.size()))
        .flatMap(part -> damaged(shape, part).stream())
        .toList();
  }

  private boolean isRead(ParquetShape shape, List<InputFile> files) {
    String[] uris = files.stream().map(InputFile::uri).toArray(String[]::new);
    Dataset<Row> rows = spark.read().schema(shape.read()).parquet(uris);
    try {
      rows.write().format("noop").mode("overwrite").save();
      return true;
    } catch (Exception e) {
      if (UnreadFiles.isCauseOf(e)) {
        return false;
      }
      throw e;
    }
  }

  private void readBytes(InputFile file) {
    Path path = new Path(file.uri());
    try (InputStream bytes =
        path.getFileSystem(spark.sparkContext().hadoopConfiguration()).open(path)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw ParquetFooters.unread(file, e);
    }
  }
}
