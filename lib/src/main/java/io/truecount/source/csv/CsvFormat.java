package io.truecount.source.csv;

import io.truecount.config.FormatRules;
import io.truecount.source.mapping.MappingReader;
import io.truecount.source.record.SourceFormat;

/** CSV with a header. */
public final class CsvFormat {
  public static final SourceFormat FORMAT =
      new SourceFormat(
          new FormatRules("csv", false, CsvOptions.KEYS, CsvOptions::read),
          new MappingReader("CSV", CsvRows::new));

  private CsvFormat() {}
}
