package io.truecount.source;

import io.truecount.config.FormatRules;
import io.truecount.config.SourceConfig;
import io.truecount.source.csv.CsvFormat;
import io.truecount.source.mapped.MappedFormat;
import io.truecount.source.parquet.ParquetReader;
import io.truecount.source.record.SourceFormat;
import io.truecount.source.record.SourceReader;
import io.truecount.source.segment.SegmentReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The formats that sources may come in, by their names. */
public final class SourceFormats {
  private static final SourceFormats STANDARD =
      new SourceFormats(
          List.of(
              SegmentReader.FORMAT, ParquetReader.FORMAT, CsvFormat.FORMAT, MappedFormat.FORMAT));

  private final Map<String, SourceFormat> formats = new LinkedHashMap<>();

  private SourceFormats(List<SourceFormat> formats) {
    for (SourceFormat format : formats) {
      if (this.formats.put(format.rules().name(), format) != null) {
        throw new IllegalArgumentException(
            "Invalid formats: %s occurs twice".formatted(format.rules().name()));
      }
    }
  }

  /** All formats that Truecount reads. */
  public static SourceFormats standard() {
    return STANDARD;
  }

  /** These and one more. */
  public SourceFormats with(SourceFormat format) {
    List<SourceFormat> all = new ArrayList<>(formats.values());
    all.add(format);
    return new SourceFormats(all);
  }

  /** What configuration knows of them. */
  public List<FormatRules> rules() {
    return formats.values().stream().map(SourceFormat::rules).toList();
  }

  /**
   * What reads a source.
   *
   * @throws IllegalArgumentException when its format is none of these
   */
  public SourceReader reader(SourceConfig source) {
    SourceFormat format = formats.get(source.format().name());
    if (format == null) {
      throw new IllegalArgumentException("Invalid source format: " + source.format().name());
    }
    return format.reader();
  }
}
