package io.truecount.source.mapped;

import io.truecount.config.FormatRules;
import io.truecount.config.SourceConfig;
import io.truecount.source.json.CanonicalJson;
import io.truecount.source.json.JsonLines;
import io.truecount.source.json.JsonLines.Line;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonShape;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.mapping.RowMapping;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.RecordBuilder;
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
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** JSON lines with configured places, nested ones by dotted paths. */
public final class MappedReader implements SourceReader {
  public static final SourceFormat FORMAT =
      new SourceFormat(FormatRules.mapped("json"), new MappedReader());

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
      JsonShape shape = JsonShape.exact();
      shape.collect("");
      Maker maker = new Maker(layout, shape);
      return new JsonLines(shape, maker);
    }

    @Override
    public String toString() {
      return "JSON lines of " + layout.source();
    }
  }

  private static final class Maker implements JsonLines.Maker {
    private final RecordBuilder record;
    private final int[] slots;
    private final int[] travel;
    private final int id;
    private final String received;

    Maker(RowLayout layout, JsonShape shape) {
      record = new RecordBuilder(layout.schema());
      slots = layout.paths().stream().mapToInt(shape::slot).toArray();
      received = layout.received() == null ? "" : layout.received();
      travel = received.isEmpty() ? new int[0] : new int[] {shape.slot(received)};
      id = layout.id() == null ? -1 : shape.slot(layout.id());
    }

    @Override
    public @Nullable Object[] made(JsonScanner json, Line line) {
      record.start(line.file(), line.fileName(), line.position());
      for (int i = 0; i < slots.length; i++) {
        record.set(i, json.text(slots[i]));
      }
      UTF8String own = id < 0 ? null : json.text(id);
      if (own == null || own.numBytes() == 0) {
        String content = CanonicalJson.fingerprintWithout(received, line.text());
        record.set(RowLayout.CONTENT, UTF8String.fromString(content));
      }
      record.set(Records.EXTRA, json.others());
      record.set(Records.PAYLOAD_HASH, json.hashWithout(travel));
      record.set(Records.RAW, line.utf8());
      return record.values();
    }

    @Override
    public @Nullable Object[] refused(String reason, String detail, Line line) {
      record.start(line.file(), line.fileName(), line.position());
      return record.refused(reason, detail, line.rest());
    }
  }
}
