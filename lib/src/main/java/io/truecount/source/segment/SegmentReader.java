package io.truecount.source.segment;

import io.truecount.config.FormatRules;
import io.truecount.config.SourceConfig;
import io.truecount.source.json.JsonLines;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.Records;
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

/** Segment and RudderStack calls, JSON lines; see {@link SegmentCalls} for what is taken. */
public final class SegmentReader implements SourceReader {
  public static final SourceFormat FORMAT =
      new SourceFormat(
          new FormatRules("segment-json", true, SegmentOptions.KEYS, SegmentOptions::read),
          new SegmentReader());

  @Override
  public Dataset<Row> read(
      SparkSession spark, SourceConfig source, List<InputFile> files, StructType properties) {
    return FileScan.read(spark, new Format(SegmentPlan.of(source), properties), files);
  }

  private record Format(SegmentPlan plan, StructType properties) implements FileFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public StructType schema() {
      return Records.schema(properties);
    }

    @Override
    public FileParser parser(boolean[] needed) {
      SegmentCalls calls = new SegmentCalls(plan, properties, needed);
      return new JsonLines(calls.shape(), calls);
    }

    @Override
    public String toString() {
      return "segment calls of " + plan.source();
    }
  }
}
