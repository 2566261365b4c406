package io.truecount.source.json;

import io.truecount.source.json.JsonScanner.Malformed;

/** The escapes of JSON strings (RFC 8259, section 7), to UTF-8. */
final class Escapes {
  private Escapes() {}

  /** Writes {@code json[from, to)} without escapes to {@code out}; never longer than its input. */
  static int unescape(byte[] json, int from, int to, byte[] out) {
    int length = 0;
    for (int at = from; at < to; at++) {
      if (json[at] != '\\') {
        out[length++] = json[at];
      } else if (json[++at] == 'u') {
        int unit = hex(json, at + 1, to);
        at += 4;
        boolean pair = Character.isHighSurrogate((char) unit) && isLow(json, at + 1, to);
        if (pair) {
          unit = Character.toCodePoint((char) unit, (char) hex(json, at + 3, to));
          at += 6;
        }
        length = utf8(!pair && Character.isSurrogate((char) unit) ? 0xFFFD : unit, out, length);
      } else {
        out[length++] = simple(json[at]);
      }
    }
    return length;
  }

  private static boolean isLow(byte[] json, int at, int to) {
    return at + 5 < to
        && json[at] == '\\'
        && json[at + 1] == 'u'
        && Character.isLowSurrogate((char) hex(json, at + 2, to));
  }

  private static byte simple(byte escape) {
    return switch (escape) {
      case '"', '\\', '/' -> escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new Malformed("an unknown escape");
    };
  }

  private static int hex(byte[] json, int at, int to) {
    if (at + 4 > to) {
      throw new Malformed("an escape that is cut off");
    }
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        throw new Malformed("an escape that is no number");
      }
      value = 16 * value + digit;
    }
    return value;
  }

  private static int utf8(int codePoint, byte[] out, int at) {
    if (codePoint < 0x80) {
      out[at] = (byte) codePoint;
      return at + 1;
    }
    int more = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
    int mark = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
    out[at++] = (byte) (mark | (codePoint >>> (6 * more)));
    for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
      out[at++] = (byte) (0x80 | ((codePoint >>> shift) & 0x3F));
    }
    return at;
  }
}
