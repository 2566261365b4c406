package io.truecount.source.mapping;

import static java.util.Objects.requireNonNull;

import io.truecount.config.SourceConfig;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.SourceReader;
import io.truecount.source.scan.FileFormat;
import io.truecount.source.scan.FileParser;
import io.truecount.source.scan.FileScan;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a format whose rows need a mapping: a parser of its own gives the mapped values, and {@link
 * RowMapping} makes records of them.
 *
 * @param name of the format in Spark's plans
 * @param parsers makes the parser of a task
 */
public record MappingReader(String name, Parsers parsers) implements SourceReader {
  /** Makes parsers whose rows are in the columns of {@link RowLayout#schema}. */
  @FunctionalInterface
  public interface Parsers extends Serializable {
    FileParser parser(RowLayout layout);
  }

  public MappingReader {
    requireNonNull(name);
    requireNonNull(parsers);
  }

  @Override
  public Dataset<Row> read(
      SparkSession spark, SourceConfig source, List<InputFile> files, StructType properties) {
    Format format = new Format(name, parsers, RowLayout.of(source));
    return new RowMapping(source, FileScan.read(spark, format, files)).records(properties);
  }

  private record Format(String name, Parsers parsers, RowLayout layout) implements FileFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public StructType schema() {
      return layout.schema();
    }

    @Override
    public FileParser parser(boolean[] needed) {
      return parsers.parser(layout);
    }

    @Override
    public String toString() {
      return "%s of %s".formatted(name, layout.source());
    }
  }
}
