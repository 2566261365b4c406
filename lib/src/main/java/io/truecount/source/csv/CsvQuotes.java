package io.truecount.source.csv;

import java.util.OptionalInt;

/**
 * Where the quotes of one CSV record (RFC 4180) leave open which lines belong to it. A quote opens
 * at the start of a field, is doubled inside of it, and closes before a delimiter or the end of the
 * line.
 *
 * <pre>
 *   2,"abc⏎3,d⏎          not closed: all lines that follow are taken for the field
 *   2,"abc⏎3,"d"⏎        closed by no quote of its own: line 3 is taken for the field
 *   2,5" disk⏎           a quote inside of a field without quotes is text
 *   2,"5" disk"⏎         odd, but of one line
 * </pre>
 */
final class CsvQuotes {
  private final String text;
  private final char delimiter;
  private final char quote;

  CsvQuotes(String text, char delimiter, char quote) {
    this.text = text;
    this.delimiter = delimiter;
    this.quote = quote;
  }

  /** Offset of the quote that opens a field which is not closed at the end of the text. */
  OptionalInt unclosed() {
    return fault(false);
  }

  /** Offset of the first quote that opens a field which takes in other lines by mistake. */
  OptionalInt fault() {
    return fault(true);
  }

  private OptionalInt fault(boolean lines) {
    if (text.indexOf(quote) < 0) {
      return OptionalInt.empty();
    }
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) != quote) {
        at = fieldEnd(at);
      } else {
        int closing = closing(at + 1);
        if (closing < 0 || (lines && isAstray(at, closing))) {
          return OptionalInt.of(at);
        }
        at = fieldEnd(closing + 1);
      }
      at++; // the delimiter, or the end of a line
    }
    return OptionalInt.empty();
  }

  /** The next quote that is not doubled, or -1. */
  private int closing(int from) {
    int at = text.indexOf(quote, from);
    while (at >= 0 && at + 1 < text.length() && text.charAt(at + 1) == quote) {
      at = text.indexOf(quote, at + 2);
    }
    return at;
  }

  /** A field of several lines whose quote is followed by text. */
  private boolean isAstray(int opening, int closing) {
    int next = closing + 1;
    while (next < text.length() && text.charAt(next) == ' ' && delimiter != ' ') {
      next++;
    }
    boolean ends = next >= text.length() || isEnd(text.charAt(next));
    String field = text.substring(opening, closing);
    return !ends && (field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0);
  }

  private int fieldEnd(int from) {
    int at = from;
    while (at < text.length() && !isEnd(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean isEnd(char character) {
    return character == delimiter || character == '\n' || character == '\r';
  }
}
