package io.truecount.source.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.truecount.source.json.JsonScanner;
import io.truecount.source.json.JsonScanner.Kind;
import io.truecount.source.json.JsonShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a batch, as Segment's HTTP API takes it ("Batch"): what the batch says of all its
 * calls is added to each that does not say it itself.
 *
 * <pre>
 *   {"batch":[{"type":"page"},{"type":"page","sentAt":"b"}],"sentAt":"a","writeKey":"…"}
 *   {"sentAt":"a","type":"page"}
 *   {"type":"page","sentAt":"b"}
 * </pre>
 */
final class SegmentBatch {
  private static final JsonFactory JACKSON = new JsonFactory();

  private final int batch;
  private final Map<String, Integer> common = new LinkedHashMap<>();

  SegmentBatch(JsonShape shape) {
    batch = shape.slot("batch");
    shape.apart("batch");
    for (String name : new String[] {"context", "sentAt", "receivedAt"}) {
      common.put(name, shape.slot(name));
    }
  }

  boolean isBatch(JsonScanner json) {
    return json.kind(batch) == Kind.ARRAY;
  }

  /** One call after the other, as JSON; elements that are no objects as they are. */
  Iterator<byte[]> calls(JsonScanner json) {
    String array = json.source(batch);
    if (array == null) {
      return Collections.emptyIterator();
    }
    Map<String, String> members = new LinkedHashMap<>();
    common.forEach(
        (name, slot) -> {
          String value = json.source(slot);
          if (value != null) {
            members.put(name, "\"%s\":%s".formatted(name, value));
          }
        });
    return new Calls(array.getBytes(UTF_8), members);
  }

  /** Walks through the array, which is known to be JSON. */
  private static final class Calls implements Iterator<byte[]> {
    private final byte[] array;
    private final Map<String, String> common;
    private final JsonParser parser;
    private @Nullable JsonToken token;

    Calls(byte[] array, Map<String, String> common) {
      this.array = array;
      this.common = common;
      try {
        parser = JACKSON.createParser(array);
        parser.nextToken();
        token = parser.nextToken();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean hasNext() {
      return token != JsonToken.END_ARRAY;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        byte[] call = call();
        token = parser.nextToken();
        return call;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private byte[] call() throws IOException {
      int start = (int) parser.currentTokenLocation().getByteOffset();
      Set<String> own = new HashSet<>();
      if (token == JsonToken.START_OBJECT) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          own.add(JsonShape.lenientName(parser.currentName()));
          parser.nextToken();
          parser.skipChildren();
        }
      } else {
        parser.skipChildren();
        parser.finishToken();
      }
      int end = (int) parser.currentLocation().getByteOffset();
      String text = new String(array, start, end - start, UTF_8);
      return (token == JsonToken.START_OBJECT ? with(text, own) : text).getBytes(UTF_8);
    }

    private String with(String call, Set<String> own) {
      String added =
          common.entrySet().stream()
              .filter(member -> !own.contains(JsonShape.lenientName(member.getKey())))
              .map(Map.Entry::getValue)
              .collect(Collectors.joining(","));
      String separator = added.isEmpty() || own.isEmpty() ? "" : ",";
      return "{" + added + separator + call.substring(1);
    }
  }
}
