package io.truecount.source.csv;

import io.truecount.config.FormatRules;
import io.truecount.config.SourceConfig;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.mapping.RowMapping;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.SourceFormat;
import io.truecount.source.record.SourceReader;
import io.truecount.source.scan.FileFormat;
import io.truecount.source.scan.FileParser;
import io.truecount.source.scan.FileScan;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** CSV with a header. */
public final class CsvReader implements SourceReader {
  public static final SourceFormat FORMAT =
      new SourceFormat(
          new FormatRules("csv", false, CsvOptions.KEYS, CsvOptions::read), new CsvReader());

  @Override
  public Dataset<Row> read(
      SparkSession spark, SourceConfig source, List<InputFile> files, StructType properties) {
    RowLayout layout = RowLayout.of(source);
    Dataset<Row> rows = FileScan.read(spark, new Format(layout), files);
    return new RowMapping(source, rows).records(properties);
  }

  private record Format(RowLayout layout) implements FileFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public StructType schema() {
      return layout.schema();
    }

    @Override
    public FileParser parser(boolean[] needed) {
      return new CsvRows(layout);
    }

    @Override
    public String toString() {
      return "CSV of " + layout.source();
    }
  }
}
