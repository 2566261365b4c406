package io.truecount.source.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Hashes of JSON values that are neither objects nor arrays, by what they mean. */
final class Scalars {
  private static final long NULL = -1;
  private static final long TRUE = -2;
  private static final long FALSE = -3;

  /** Above this, neighbouring whole numbers share a double. */
  private static final long EXACT = 1L << 53;

  private Scalars() {}

  static long hash(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> text(parser);
      case VALUE_NULL -> NULL;
      case VALUE_TRUE -> TRUE;
      case VALUE_FALSE -> FALSE;
      case VALUE_NUMBER_INT -> whole(parser);
      default -> bits(parser.getDoubleValue());
    };
  }

  /** Equal numbers hash alike; long ones, which are identifiers, stay apart by their digits. */
  private static long whole(JsonParser parser) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return text(parser);
    }
    long value = parser.getLongValue();
    return Math.abs(value) <= EXACT ? bits((double) value) : value;
  }

  private static long bits(double value) {
    return Double.doubleToLongBits(value == 0 ? 0 : value);
  }

  /** Four characters at a time, then the length. */
  private static long text(JsonParser parser) throws IOException {
    char[] text = parser.getTextCharacters();
    int at = parser.getTextOffset();
    int length = parser.getTextLength();
    int end = at + length;
    long hash = Hashing.START;
    for (; at + 4 <= end; at += 4) {
      long word = text[at] | (long) text[at + 1] << 16;
      word |= (long) text[at + 2] << 32 | (long) text[at + 3] << 48;
      hash = Hashing.mix(hash, word);
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 16 | text[at];
    }
    return Hashing.mix(Hashing.mix(hash, rest), length);
  }
}
