package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.truecount.config.FormatRules;
import io.truecount.source.json.Hashing;
import io.truecount.source.mapping.MappingReader;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.Positions;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.RecordBuilder;
import io.truecount.source.record.Records;
import io.truecount.source.record.SourceFormat;
import io.truecount.source.scan.FileInput;
import io.truecount.source.scan.FileParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A source format that Truecount does not come with: lines of {@code time|event|user}. */
final class PipeFormat {
  static final SourceFormat FORMAT =
      new SourceFormat(FormatRules.mapped("pipe"), new MappingReader("pipes", Parser::new));

  private static final List<String> FIELDS = List.of("time", "event", "user");

  private PipeFormat() {}

  private static final class Parser implements FileParser {
    private final List<String> paths;
    private final RecordBuilder record;
    private @Nullable FileInput input;
    private BufferedReader lines = new BufferedReader(Reader.nullReader());
    private long line;
    private @Nullable Object[] values = new Object[0];

    Parser(RowLayout layout) {
      paths = layout.paths();
      record = new RecordBuilder(layout.schema());
    }

    @Override
    public void open(FileInput opened) {
      input = opened;
      lines = new BufferedReader(new InputStreamReader(opened, UTF_8));
      line = 0;
    }

    @Override
    public void refuse(FileInput unreadable, String detail) {
      input = unreadable;
      start(Positions.WHOLE_FILE);
      values = record.refused(Reasons.UNREADABLE, detail, null);
    }

    @Override
    public boolean next() throws IOException {
      String text = lines.readLine();
      if (text != null) {
        start(++line);
        values = made(text);
      }
      return text != null;
    }

    @Override
    public @Nullable Object[] values() {
      return values;
    }

    private void start(long position) {
      InputFile file = requireNonNull(input).file();
      record.start(file, UTF8String.fromString(file.name()), position);
    }

    private @Nullable Object[] made(String text) {
      String[] fields = text.split("\\|", -1);
      if (fields.length != FIELDS.size()) {
        return record.refused(Reasons.UNPARSABLE, "not three fields", text);
      }
      UTF8String raw = UTF8String.fromString(text);
      for (int i = 0; i < paths.size(); i++) {
        int field = FIELDS.indexOf(paths.get(i));
        record.set(i, field < 0 ? null : UTF8String.fromString(fields[field]));
      }
      record.set(RowLayout.CONTENT, raw);
      record.set(Records.PAYLOAD_HASH, Hashing.bytes(raw.getBytes(), 0, raw.numBytes()));
      record.set(Records.RAW, raw);
      return record.values();
    }
  }
}
