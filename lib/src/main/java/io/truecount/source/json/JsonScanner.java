package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.google.common.base.Utf8;
import io.truecount.source.json.JsonShape.Member;
import io.truecount.source.json.JsonShape.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object (RFC 8259) in one pass of Jackson's streaming parser: checks all of it,
 * keeps where the wanted values are, and hashes the content. Only requested values are made.
 *
 * <p>The hash is the sum over all values of a mix of their place and content, so that it depends
 * neither on the order of an object's members nor on spaces, escapes or the spelling of numbers.
 *
 * <p>A name that occurs twice in an object (RFC 8259, section 4, leaves its meaning open) is a
 * fault, and so are two spellings of one wanted name, where both have a value and the values
 * differ.
 */
public final class JsonScanner {
  private static final int MAX_DEPTH = 200;
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

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

  private final JsonShape shape;
  private final Kind[] kinds;
  private final int[] starts;
  private final int[] ends;
  private final @Nullable String[] unescaped;
  private final long[] hashes;
  private final Slices others = new Slices();
  private final RepeatedNames repeated = new RepeatedNames();

  private byte[] json = new byte[0];
  private int from;
  private long hash;
  private boolean apart;

  public JsonScanner(JsonShape shape) {
    this.shape = shape;
    kinds = new Kind[shape.size()];
    starts = new int[kinds.length];
    ends = new int[kinds.length];
    unescaped = new String[kinds.length];
    hashes = new long[kinds.length];
  }

  /**
   * Reads the record in {@code bytes[from, to)}.
   *
   * @return null, or what is wrong with it
   */
  public @Nullable String scan(byte[] bytes, int from, int to) {
    begin(bytes, from);
    if (!isObject(from, to)) {
      return "not a JSON object";
    }
    boolean utf8 = Utf8.isWellFormed(json, from, to - from);
    try (JsonParser parser = JACKSON.createParser(json, from, to - from)) {
      parser.nextToken();
      object(parser, shape.root(), Hashing.START);
      if (parser.nextToken() != null) {
        return "more than one JSON object, at byte %d".formatted(start(parser) - from + 1);
      }
      return utf8 ? repeated.problem() : "not UTF-8";
    } catch (JsonProcessingException e) {
      return utf8 ? problem(e) : "not UTF-8";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    String text = unescaped[slot];
    return text == null
        ? UTF8String.fromBytes(json, starts[slot], ends[slot] - starts[slot])
        : UTF8String.fromString(text);
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
      sum -= hashes[slot];
    }
    return sum;
  }

  /** The collected members as a JSON object; null when there are none. */
  public @Nullable UTF8String others() {
    return others.isEmpty() ? null : UTF8String.fromBytes(others.object(json));
  }

  private void begin(byte[] bytes, int start) {
    json = bytes;
    from = start;
    hash = 0;
    apart = false;
    others.clear();
    repeated.clear();
    Arrays.fill(kinds, Kind.ABSENT);
    Arrays.fill(hashes, 0);
  }

  /** A zero byte would have Jackson guess at UTF-16. */
  private boolean isObject(int start, int to) {
    int at = start;
    while (at < to && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r')) {
      at++;
    }
    return at < to && json[at] == '{' && (at + 1 == to || json[at + 1] != 0);
  }

  private void object(JsonParser parser, Node node, long place) throws IOException {
    if (parser.nextToken() == JsonToken.END_OBJECT) {
      hash += Hashing.mix(place, '{');
      return;
    }
    do {
      member(parser, node, place);
    } while (parser.nextToken() != JsonToken.END_OBJECT);
  }

  private void member(JsonParser parser, Node parent, long place) throws IOException {
    String name = parser.currentName();
    Member member = parent.member(name);
    if (!apart) {
      repeated.add(place, parent != shape.elsewhere(), name, member);
    }
    Node node = member.node() == null ? shape.elsewhere() : member.node();
    boolean other = parent.collect && node.slot < 0;
    int start = other ? start(parser) : 0;
    parser.nextToken();
    if (!value(parser, node, Hashing.mix(place, member.hash()))) {
      repeated.contradicts(name);
    }
    if (other) {
      others.add(start, end(parser));
    }
  }

  private void array(JsonParser parser, Node node, long place) throws IOException {
    long index = 0;
    boolean before = apart;
    apart |= node.apart;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(parser, shape.elsewhere(), Hashing.mix(place, ++index));
    }
    apart = before;
    if (index == 0) {
      hash += Hashing.mix(place, '[');
    }
  }

  /** False where another spelling of the name has another value. */
  private boolean value(JsonParser parser, Node node, long place) throws IOException {
    if (node.slot < 0) {
      content(parser, node, place);
      return true;
    }
    int slot = node.slot;
    int start = start(parser);
    long before = hash;
    Kind kind = content(parser, node, place);
    hashes[slot] += hash - before;
    int quote = kind == Kind.STRING ? 1 : 0;
    if (has(slot)) {
      return kind == Kind.NULL || isSame(slot, kind, start + quote, end(parser) - quote);
    }
    kinds[slot] = kind;
    starts[slot] = start + quote;
    ends[slot] = end(parser) - quote;
    unescaped[slot] = quote == 1 && isEscaped(slot) ? parser.getText() : null;
    return true;
  }

  private boolean isSame(int slot, Kind kind, int start, int end) {
    return kinds[slot] == kind && Arrays.equals(json, starts[slot], ends[slot], json, start, end);
  }

  private Kind content(JsonParser parser, Node node, long place) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        object(parser, node, place);
        return Kind.OBJECT;
      }
      case START_ARRAY -> {
        array(parser, node, place);
        return Kind.ARRAY;
      }
      default -> {
        return scalar(parser, place);
      }
    }
  }

  private Kind scalar(JsonParser parser, long place) throws IOException {
    JsonToken token = parser.currentToken();
    hash += Hashing.mix(place, Scalars.hash(parser, token));
    return switch (token) {
      case VALUE_STRING -> Kind.STRING;
      case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
      case VALUE_NULL -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  private boolean isEscaped(int slot) {
    for (int i = starts[slot]; i < ends[slot]; i++) {
      if (json[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  private int start(JsonParser parser) {
    return from + (int) parser.currentTokenLocation().getByteOffset();
  }

  private int end(JsonParser parser) {
    return from + (int) parser.currentLocation().getByteOffset();
  }

  private static String problem(JsonProcessingException e) {
    String what = e instanceof JsonEOFException ? "the record ends" : e.getOriginalMessage();
    JsonLocation at = e.getLocation();
    return at == null
        ? "not JSON: " + what
        : "not JSON: %s at byte %d".formatted(what, at.getByteOffset() + 1);
  }
}
