package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259) in one pass and without copying: checks all of it, keeps where
 * the wanted values are, and hashes the content. A general parser would make a value of everything;
 * this one makes nothing that nobody asks for, which is what ingest's speed rests on.
 *
 * <p>The hash is the sum over all values of a mix of their place and content, so that it depends
 * neither on the order of an object's members nor on spaces, escapes or the spelling of numbers.
 */
public final class JsonScanner {
  /** Bytes that must be readable after the end of a record: strings are read eight at a time. */
  public static final int PADDING = 8;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final int MAX_DEPTH = 200;

  /** What a slot holds. */
  public enum Kind {
    ABSENT,
    NULL,
    STRING,
    NUMBER,
    BOOLEAN,
    OBJECT,
    ARRAY
  }

  private final JsonShape.Node root;
  private final byte[] fold;
  private final Kind[] kinds;
  private final int[] starts;
  private final int[] ends;
  private final boolean[] escaped;
  private final long[] hashes;

  private byte[] json = new byte[0];
  private int at;
  private int limit;
  private int depth;
  private long hash;
  private long bits;
  private boolean escape;

  private int others;
  private int[] otherBounds = new int[64];
  private byte[] scratch = new byte[256];

  public JsonScanner(JsonShape shape) {
    root = shape.root();
    fold = shape.fold();
    kinds = new Kind[shape.size()];
    starts = new int[kinds.length];
    ends = new int[kinds.length];
    escaped = new boolean[kinds.length];
    hashes = new long[kinds.length];
  }

  /**
   * Reads the record in {@code bytes[from, to)}.
   *
   * @return null, or what is wrong with it
   */
  public @Nullable String scan(byte[] bytes, int from, int to) {
    json = bytes;
    at = from;
    limit = to;
    depth = 0;
    hash = 0;
    bits = 0;
    others = 0;
    Arrays.fill(kinds, Kind.ABSENT);
    try {
      blank();
      if (at >= limit || json[at] != '{') {
        return "not a JSON object";
      }
      object(root, Hashing.START);
      blank();
      if (at < limit) {
        return "more than one JSON object, at byte %d".formatted(at - from + 1);
      }
    } catch (Malformed e) {
      return "not JSON: %s at byte %d".formatted(e.getMessage(), Math.min(at, limit) - from + 1);
    }
    boolean ascii = (bits & HIGH) == 0;
    return ascii || UTF8String.fromBytes(json, from, to - from).isValid() ? null : "not UTF-8";
  }

  public Kind kind(int slot) {
    return kinds[slot];
  }

  /** Present, and not null. */
  public boolean has(int slot) {
    return kinds[slot] != Kind.ABSENT && kinds[slot] != Kind.NULL;
  }

  /**
   * The text of a string, unescaped, or of any other value as it is written; null when absent. It
   * may share the record's bytes.
   */
  public @Nullable UTF8String text(int slot) {
    if (!has(slot)) {
      return null;
    }
    if (escaped[slot]) {
      int length = unescape(starts[slot], ends[slot]);
      return UTF8String.fromBytes(Arrays.copyOf(scratch, length));
    }
    return UTF8String.fromBytes(json, starts[slot], ends[slot] - starts[slot]);
  }

  /** The value as JSON; null when absent. */
  public @Nullable String source(int slot) {
    if (!has(slot)) {
      return null;
    }
    int quote = kinds[slot] == Kind.STRING ? 1 : 0;
    return new String(json, starts[slot] - quote, ends[slot] - starts[slot] + 2 * quote, UTF_8);
  }

  /** Hash of the whole record but for the values of some slots. */
  public long hashWithout(int... slots) {
    long sum = hash;
    for (int slot : slots) {
      sum -= kinds[slot] == Kind.ABSENT ? 0 : hashes[slot];
    }
    return sum;
  }

  /** The collected members as a JSON object; null when there are none. */
  public @Nullable UTF8String others() {
    if (others == 0) {
      return null;
    }
    int length = 1 + others;
    for (int i = 0; i < others; i++) {
      length += otherBounds[2 * i + 1] - otherBounds[2 * i];
    }
    byte[] object = new byte[length];
    int to = 0;
    for (int i = 0; i < others; i++) {
      object[to++] = (byte) (i == 0 ? '{' : ',');
      int size = otherBounds[2 * i + 1] - otherBounds[2 * i];
      System.arraycopy(json, otherBounds[2 * i], object, to, size);
      to += size;
    }
    object[to] = '}';
    return UTF8String.fromBytes(object);
  }

  private void object(JsonShape.@Nullable Node node, long place) {
    enter();
    blank();
    if (peek() == '}') {
      at++;
      hash += Hashing.mix(place, '{');
    } else {
      do {
        blank();
        member(node, place);
        blank();
      } while (comma('}'));
    }
    depth--;
  }

  private void member(JsonShape.@Nullable Node parent, long place) {
    int from = at;
    long name = name();
    int nameEnd = at - 1;
    JsonShape.@Nullable Node node =
        parent == null ? null : parent.find(name, json, from + 1, nameEnd, fold);
    blank();
    expect(':');
    blank();
    value(node, Hashing.mix(place, name));
    if (parent != null && parent.collect && (node == null || node.slot < 0)) {
      other(from, at);
    }
  }

  private void array(long place) {
    enter();
    blank();
    if (peek() == ']') {
      at++;
      hash += Hashing.mix(place, '[');
    } else {
      long index = 0;
      do {
        blank();
        value(null, Hashing.mix(place, ++index));
        blank();
      } while (comma(']'));
    }
    depth--;
  }

  private void value(JsonShape.@Nullable Node node, long place) {
    int from = at;
    long before = hash;
    Kind kind = kind(node, place);
    if (node != null && node.slot >= 0) {
      int quote = kind == Kind.STRING ? 1 : 0;
      kinds[node.slot] = kind;
      starts[node.slot] = from + quote;
      ends[node.slot] = at - quote;
      escaped[node.slot] = kind == Kind.STRING && escape;
      hashes[node.slot] = hash - before;
    }
  }

  private Kind kind(JsonShape.@Nullable Node node, long place) {
    return switch (peek()) {
      case '"' -> {
        hash += Hashing.mix(place, string());
        yield Kind.STRING;
      }
      case '{' -> {
        object(node, place);
        yield Kind.OBJECT;
      }
      case '[' -> {
        array(place);
        yield Kind.ARRAY;
      }
      case 't' -> literal("true", Kind.BOOLEAN, place);
      case 'f' -> literal("false", Kind.BOOLEAN, place);
      case 'n' -> literal("null", Kind.NULL, place);
      default -> {
        hash += Hashing.mix(place, number());
        yield Kind.NUMBER;
      }
    };
  }

  private Kind literal(String text, Kind kind, long place) {
    for (int i = 0; i < text.length(); i++) {
      expect(text.charAt(i));
    }
    hash += Hashing.mix(place, -text.length());
    return kind;
  }

  /** Passes a member's name; hashed as {@link JsonShape} folds it. */
  private long name() {
    expect('"');
    int from = at;
    long folded = Hashing.START;
    for (; at < limit; at++) {
      byte b = json[at];
      bits |= b;
      if (b == '"') {
        at++;
        return folded;
      }
      if (b == '\\') {
        return escapedName(from);
      }
      if (b >= 0 && b < ' ') {
        throw new Malformed("a control character in a name");
      }
      byte f = fold[b & 0xFF];
      folded = f == 0 ? folded : Hashing.add(folded, f);
    }
    throw new Malformed("the record ends in a name");
  }

  /** A spelling that nobody uses for a name that somebody asks for: hashed, but not found. */
  private long escapedName(int from) {
    int length = escaped(from);
    long folded = Hashing.START;
    for (int i = 0; i < length; i++) {
      byte f = fold[scratch[i] & 0xFF];
      folded = f == 0 ? folded : Hashing.add(folded, f);
    }
    return folded;
  }

  /** Passes a string; its hash is that of its unescaped bytes. */
  private long string() {
    int from = ++at;
    long mixed = Hashing.START;
    while (at < limit) {
      long word = (long) WORDS.get(json, at);
      long stop = stops(word);
      int taken = stop == 0 ? 8 : Long.numberOfTrailingZeros(stop) >>> 3;
      long kept = taken == 8 ? word : word & ((1L << (8 * taken)) - 1);
      bits |= kept;
      at += taken;
      if (at > limit) {
        break;
      }
      if (taken == 8) {
        mixed = Hashing.mix(mixed, kept);
      } else if (at < limit && json[at] == '"') {
        escape = false;
        long length = (long) at - from;
        at++;
        return Hashing.mix(Hashing.mix(mixed, kept), length);
      } else if (at < limit && json[at] == '\\') {
        return escapedString(from);
      } else {
        break;
      }
    }
    at = Math.min(at, limit);
    throw new Malformed(
        at < limit ? "a control character in a string" : "the record ends in a string");
  }

  /** Marks quotes, backslashes and control characters; exact up to the first one. */
  private static long stops(long word) {
    long quote = word ^ (ONES * '"');
    long backslash = word ^ (ONES * '\\');
    long found = (quote - ONES) & ~quote;
    found |= (backslash - ONES) & ~backslash;
    found |= (word - ONES * ' ') & ~word;
    return found & HIGH;
  }

  private long escapedString(int from) {
    int length = escaped(from);
    escape = true;
    return hashed(length);
  }

  /** Passes the rest of a string or name with escapes; its bytes without them are in scratch. */
  private int escaped(int from) {
    while (at < limit && json[at] != '"') {
      if (json[at] >= 0 && json[at] < ' ') {
        throw new Malformed("a control character in a string");
      }
      bits |= json[at];
      at += json[at] == '\\' ? 2 : 1;
    }
    if (at >= limit) {
      throw new Malformed("the record ends in a string");
    }
    return unescape(from, at++);
  }

  /** As {@link #string} would have hashed {@code scratch[0, length)}. */
  private long hashed(int length) {
    long mixed = Hashing.START;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      mixed = Hashing.mix(mixed, (long) WORDS.get(scratch, i));
    }
    long rest = 0;
    for (int b = length - 1; b >= i; b--) {
      rest = (rest << 8) | (scratch[b] & 0xFF);
    }
    return Hashing.mix(Hashing.mix(mixed, rest), length);
  }

  private int unescape(int from, int to) {
    if (scratch.length < to - from) {
      scratch = new byte[2 * (to - from)];
    }
    return Escapes.unescape(json, from, to, scratch);
  }

  /** Passes a number; equal numbers hash alike as far as a double tells them apart. */
  private long number() {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    long whole = digits();
    if (json[digits] == '0' && at > digits + 1) {
      throw new Malformed("a number that starts with 0");
    }
    boolean plain = at - digits <= 15;
    if (at < limit && json[at] == '.') {
      at++;
      digits();
      plain = false;
    }
    if (at < limit && (json[at] | 0x20) == 'e') {
      at++;
      if (at < limit && (json[at] == '+' || json[at] == '-')) {
        at++;
      }
      digits();
      plain = false;
    }
    double value =
        plain
            ? (json[from] == '-' ? -whole : whole)
            : Double.parseDouble(new String(json, from, at - from, UTF_8));
    // long numbers (identifiers) that one double stands for stay apart by their digits
    return plain ? bits(value) : bits(value) ^ (at - digits > 15 ? whole : 0);
  }

  private static long bits(double value) {
    return Double.doubleToLongBits(value == 0 ? 0 : value);
  }

  private long digits() {
    int from = at;
    long value = 0;
    while (at < limit && json[at] >= '0' && json[at] <= '9') {
      value = value * 10 + (json[at++] - '0');
    }
    if (at == from) {
      throw new Malformed(at < limit ? "an unexpected character" : "the record ends");
    }
    return value;
  }

  private void other(int from, int to) {
    if (2 * others == otherBounds.length) {
      otherBounds = Arrays.copyOf(otherBounds, 2 * otherBounds.length);
    }
    otherBounds[2 * others] = from;
    otherBounds[2 * others + 1] = to;
    others++;
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw new Malformed("nested more than %d deep".formatted(MAX_DEPTH));
    }
  }

  /** True after a comma, false after the closing bracket. */
  private boolean comma(char close) {
    byte b = peek();
    if (b != ',' && b != close) {
      throw new Malformed("neither , nor " + close);
    }
    at++;
    return b == ',';
  }

  private byte peek() {
    if (at >= limit) {
      throw new Malformed("the record ends");
    }
    return json[at];
  }

  private void expect(char c) {
    if (peek() != c) {
      throw new Malformed("no %s".formatted(c));
    }
    at++;
  }

  private void blank() {
    while (at < limit
        && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n')) {
      at++;
    }
  }

  /**
   * Ends the scan of a record that is not JSON; many such lines must not cost many stack traces.
   */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }
}
