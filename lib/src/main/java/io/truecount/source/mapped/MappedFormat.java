package io.truecount.source.mapped;

import io.truecount.config.FormatRules;
import io.truecount.source.json.JsonLines;
import io.truecount.source.json.JsonShape;
import io.truecount.source.mapping.MappingReader;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.record.SourceFormat;

/** JSON lines with configured places, nested ones by dotted paths. */
public final class MappedFormat {
  public static final SourceFormat FORMAT =
      new SourceFormat(
          FormatRules.mapped("json"), new MappingReader("JSON lines", MappedFormat::parser));

  private MappedFormat() {}

  private static JsonLines parser(RowLayout layout) {
    JsonShape shape = JsonShape.exact();
    shape.collect("");
    return new JsonLines(shape, new MappedLines(layout, shape));
  }
}
