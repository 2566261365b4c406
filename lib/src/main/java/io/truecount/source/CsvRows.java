package io.truecount.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.truecount.config.FormatOptions;
import io.truecount.error.Suggestion;
import io.truecount.source.json.CanonicalJson;
import io.truecount.source.json.Hashing;
import io.truecount.source.json.Json;
import io.truecount.source.scan.FileInput;
import io.truecount.source.scan.FileParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Rows of CSV files. Rows are counted from 1, the header. Records of a file whose header does not
 * fit are refused one by one, so that none is lost and the counts show them. Where a row is beyond
 * what the parser takes, it and the rest of its file are one refused record.
 */
final class CsvRows implements FileParser {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACED = '\uFFFD';

  /** The parser makes room for so many at once. */
  private static final int MOST_COLUMNS = 20_000;

  private final CsvParserSettings settings;
  private CsvParser parser;
  private final RowLayout layout;
  private final List<String> paths;
  private List<String> header = List.of();
  private int[] indexes = new int[0];
  private @Nullable String headerProblem;
  private @Nullable String excess;
  private @Nullable FileInput input;
  private String @Nullable [] ahead;
  private String aheadText = "";
  private boolean ended = true;
  private long row;
  private @Nullable Object[] values = new Object[0];

  CsvRows(RowLayout layout) {
    this.layout = layout;
    paths = layout.paths();
    settings = settings((FormatOptions.Csv) layout.options());
    parser = new CsvParser(settings);
  }

  private static CsvParserSettings settings(FormatOptions.Csv options) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(options.delimiter());
    settings.getFormat().setQuote(options.quote());
    settings.getFormat().setQuoteEscape(options.quote());
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(-1);
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setCommentProcessingEnabled(false);
    settings.setReadInputOnSeparateThread(false);
    settings.trimValues(false);
    return settings;
  }

  @Override
  public void open(FileInput opened) {
    input = opened;
    ended = false;
    excess = null;
    parser.beginParsing(new InputStreamReader(opened, UTF_8));
    advance();
    header = ahead == null ? List.of() : names(ahead);
    headerProblem = ahead == null ? null : problem(header);
    indexes = paths.stream().mapToInt(header::indexOf).toArray();
    row = 1;
    advance();
  }

  @Override
  public @Nullable Object[] values() {
    return values;
  }

  @Override
  public boolean next() {
    if (ended || input == null) {
      return false;
    }
    row++;
    String[] fields = ahead;
    String text = aheadText;
    if (fields != null) {
      advance();
    }
    String damage = ahead == null ? input.damage().orElse(excess) : null;
    boolean stump = damage != null && excess == null && !text.endsWith("\n");
    if (fields == null || stump) {
      ended = true;
      values =
          damage == null
              ? values
              : refused(
                  Reasons.TRUNCATED,
                  "the file cannot be read further: " + damage,
                  fields == null ? null : text);
      return damage != null;
    }
    values = record(fields, text.stripTrailing());
    return true;
  }

  private void advance() {
    ahead = excess == null ? parsed() : null;
    aheadText = ahead == null ? "" : parser.getContext().currentParsedContent();
  }

  private String @Nullable [] parsed() {
    try {
      return parser.parseNext();
    } catch (TextParsingException e) {
      if (Throwables.getRootCause(e) instanceof IOException) {
        throw e; // the file may well be whole: the task is tried again
      }
      excess =
          "a row has more than %d columns, or a value that is too long".formatted(MOST_COLUMNS);
      parser = new CsvParser(settings); // the other one is left in the middle of a row
      return null;
    }
  }

  private static List<String> names(@Nullable String[] fields) {
    return Arrays.stream(fields)
        .map(name -> name == null ? "" : name.replace(BYTE_ORDER_MARK, ' ').trim())
        .toList();
  }

  /** What is wrong with the header, for every record below it. */
  private @Nullable String problem(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        return "the header has two columns \"%s\"".formatted(name);
      }
    }
    for (String path : layout.eventPaths()) {
      if (!seen.contains(path)) {
        return "the header has no column \"%s\": %s".formatted(path, Suggestion.remedy(path, seen));
      }
    }
    return null;
  }

  private @Nullable Object[] record(@Nullable String[] fields, String text) {
    if (headerProblem != null) {
      return refused(Reasons.UNPARSABLE, headerProblem, text);
    }
    if (fields.length != header.size()) {
      String detail = "%d fields, the header has %d".formatted(fields.length, header.size());
      return refused(Reasons.UNPARSABLE, detail, text);
    }
    if (text.indexOf(REPLACED) >= 0) {
      return refused(Reasons.UNPARSABLE, "not UTF-8", text);
    }
    return made(fields, text);
  }

  private @Nullable Object[] made(@Nullable String[] fields, String text) {
    RawRow made = new RawRow(paths.size(), file(), row);
    for (int i = 0; i < indexes.length; i++) {
      made.value(i, indexes[i] < 0 ? null : UTF8String.fromString(fields[indexes[i]]));
    }
    String id = layout.id() == null ? null : fields[header.indexOf(layout.id())];
    if (id == null) {
      made.content(UTF8String.fromString(fingerprint(fields)));
    }
    made.payload(extra(fields), hash(fields));
    return made.read(UTF8String.fromString(text));
  }

  private boolean isTravel(String name) {
    return name.equals(layout.received());
  }

  private String fingerprint(@Nullable String[] fields) {
    Map<String, String> content = new TreeMap<>();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != null && !isTravel(header.get(i))) {
        content.put(header.get(i), fields[i]);
      }
    }
    return CanonicalJson.fingerprint(Json.text(content));
  }

  /** Does not depend on the order of columns, nor on columns without a value. */
  private long hash(@Nullable String[] fields) {
    long hash = 0;
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i];
      if (field != null && !isTravel(header.get(i))) {
        hash += Hashing.mix(hash(header.get(i)), hash(field));
      }
    }
    return hash;
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return Hashing.bytes(bytes, 0, bytes.length);
  }

  private @Nullable UTF8String extra(@Nullable String[] fields) {
    Map<String, String> extra = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i];
      if (field != null && !paths.contains(header.get(i))) {
        extra.put(header.get(i), field);
      }
    }
    return extra.isEmpty() ? null : UTF8String.fromString(Json.text(extra));
  }

  private @Nullable Object[] refused(String reason, String detail, @Nullable String text) {
    return new RawRow(paths.size(), file(), row).refused(reason, detail, text);
  }

  private InputFile file() {
    return requireNonNull(input).file();
  }
}
