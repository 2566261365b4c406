package io.truecount.source.csv;

import com.google.common.base.Throwables;
import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The records of one CSV file after the other, each with the line that it begins in. Blank lines
 * are no records, but count as lines. Memory: one record, of at most {@link #LONGEST} characters.
 */
final class CsvRecords {
  /** Characters of a record, 32 Mi: an open quote would take in the rest of the file. */
  static final int LONGEST = 1 << 25;

  /** The parser makes room for so many at once. */
  private static final int MOST_COLUMNS = 20_000;

  private final CsvParserSettings settings;
  private final char delimiter;
  private final char quote;
  private CsvParser parser;
  private GuardedReader reader = new GuardedReader(Reader.nullReader(), 0);
  private @Nullable String[] fields = new String[0];
  private String text = "";
  private long line;
  private long nextLine;
  private char lineEnd;
  private @Nullable String excess;

  CsvRecords(CsvOptions options) {
    delimiter = options.delimiter();
    quote = options.quote();
    settings = settings(options);
    parser = new CsvParser(settings);
  }

  private static CsvParserSettings settings(CsvOptions options) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(options.delimiter());
    settings.getFormat().setQuote(options.quote());
    settings.getFormat().setQuoteEscape(options.quote());
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(-1);
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setCommentProcessingEnabled(false);
    settings.setReadInputOnSeparateThread(false);
    settings.setSkipEmptyLines(false); // they are counted
    settings.trimValues(false);
    return settings;
  }

  void open(Reader opened) {
    reader = new GuardedReader(opened, LONGEST);
    excess = null;
    text = "";
    nextLine = 1;
    lineEnd = '\n';
    parser.beginParsing(reader);
  }

  /** Moves to the next record; false at the end, and where a record is beyond all measure. */
  boolean next() {
    do {
      reader.restart();
      @Nullable String[] found = excess == null ? parsed() : null;
      line = nextLine;
      if (found == null) {
        line += text.isEmpty() || isWhole() ? 0 : 1; // a last line without an end counts
        return false;
      }
      fields = found;
      text = parser.getContext().currentParsedContent();
      lineEnd = text.endsWith("\r") ? '\r' : lineEnd;
      nextLine += lines(text);
    } while (text.isBlank() && fields.length == 1);
    return true;
  }

  @Nullable String[] fields() {
    return fields;
  }

  /** The record as written, with its line's end where it has one. */
  String text() {
    return text;
  }

  /** Whether the record's last line has an end. */
  boolean isWhole() {
    return text.endsWith("\n") || text.endsWith("\r");
  }

  /** The line that the record begins in, from 1; after the last record, the line behind it. */
  long line() {
    return line;
  }

  /** Why the rest of the file is not read, once {@link #next} is false. */
  Optional<String> excess() {
    return Optional.ofNullable(excess);
  }

  /** A quote that is still open at the end of the file. */
  Optional<String> unclosed() {
    return problem(
        new CsvQuotes(text, delimiter, quote).unclosed(),
        "the quote that opens in line %d is not closed at the end of the file");
  }

  /** A quote that makes other lines part of this record by mistake. */
  Optional<String> fault() {
    return problem(
        new CsvQuotes(text, delimiter, quote).fault(),
        "the quote that opens in line %d is not closed there, and takes in lines that follow");
  }

  private Optional<String> problem(OptionalInt offset, String problem) {
    return offset.isEmpty()
        ? Optional.empty()
        : Optional.of(problem.formatted(line + lines(text.substring(0, offset.getAsInt()))));
  }

  private @Nullable String @Nullable [] parsed() {
    try {
      return parser.parseNext();
    } catch (TextParsingException e) {
      Throwable cause = Throwables.getRootCause(e);
      if (cause instanceof IOException && !(cause instanceof GuardedReader.TooLong)) {
        throw e; // the file may well be whole: the task is tried again
      }
      excess =
          "the record of line %d has more than %d columns, or more than %d characters: is a quote not closed?"
              .formatted(nextLine, MOST_COLUMNS, LONGEST);
      parser = new CsvParser(settings); // the other one is left in the middle of a record
      return null;
    }
  }

  private long lines(String part) {
    long lines = 0;
    for (int at = part.indexOf(lineEnd); at >= 0; at = part.indexOf(lineEnd, at + 1)) {
      lines++;
    }
    return lines;
  }
}
