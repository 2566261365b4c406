package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is Jackson's tree of values. */
final class JsonScannerTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_name_twice_is_found_wherever_it_is(int seed) {
    Random random = new Random(seed);
    JsonShape shape = JsonShape.exact();
    shape.slot("a");
    shape.slot("b.c");
    shape.collect("b");
    JsonScanner json = new JsonScanner(shape);
    int repeated = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] record = ofFewNames(random, 3).getBytes(UTF_8);
      boolean unique = isObject(record);
      repeated += unique ? 0 : 1;
      assertThat(json.scan(record, 0, record.length) == null)
          .as(new String(record, UTF_8))
          .isEqualTo(unique);
    }
    assertThat(repeated).isBetween(200, 1_800);
  }

  /** Of few names, so that some objects have one twice. */
  private static String ofFewNames(Random random, int depth) {
    return random
        .ints(random.nextInt(4), 0, 8)
        .mapToObj(i -> "\"%c\":%s".formatted('a' + i, valueOfFewNames(random, depth - 1)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String valueOfFewNames(Random random, int depth) {
    return switch (depth <= 0 ? 0 : random.nextInt(3)) {
      case 0 -> "1";
      case 1 -> ofFewNames(random, depth);
      default ->
          "[%s,%s]".formatted(valueOfFewNames(random, depth - 1), ofFewNames(random, depth - 1));
    };
  }

  @Test
  void takes_the_values_that_have_a_slot() {
    JsonShape shape = JsonShape.exact();
    int a = shape.slot("a");
    int deep = shape.slot("b.c");
    int absent = shape.slot("z");
    JsonScanner json =
        scanned(shape, "{\"x\":[1,{\"a\":2}],\"b\":{\"c\":\"v\\n\\u00e9\"},\"a\":-1.5e3}");

    assertThat(json.text(a)).hasToString("-1.5e3");
    assertThat(json.text(deep)).hasToString("v\né");
    assertThat(json.text(absent)).isNull();
    assertThat(shape.slot("b.c")).isEqualTo(deep);
  }

  @Test
  void lenient_shapes_ignore_case_and_underscores() {
    JsonShape shape = JsonShape.lenient();
    int id = shape.slot("messageId");

    assertThat(scanned(shape, "{\"messageid\":\"1\"}").text(id)).hasToString("1");
    assertThat(scanned(shape, "{\"MESSAGE_ID\":\"2\"}").text(id)).hasToString("2");
    assertThat(scanned(shape, "{\"message-id\":\"3\"}").text(id)).isNull();
  }

  @Test
  void collects_the_other_members_as_they_are() {
    JsonShape shape = JsonShape.exact();
    shape.slot("p.known");
    shape.collect("p");
    JsonScanner json =
        scanned(shape, "{\"q\":1,\"p\":{\"known\":1,\"n\":[1, 2],\"s\":\"a\\\"b\"}}");

    assertThat(json.others()).hasToString("{\"n\":[1, 2],\"s\":\"a\\\"b\"}");
    assertThat(scanned(shape, "{\"p\":{\"known\":1}}").others()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "[]",
        "{",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":tru}",
        "{\"a\":\"x}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u12\"}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1,]}",
        "{\"a\":[1 2]}",
        "{\"a\":\"tab\there\"}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":NaN}",
        "{\"a\":1}{\"b\":2}",
        "<html>",
        "{\"a\":\"\\",
        "{\"a\\",
        "{\"a\":nul",
        "{\u0000\"\u0000a\u0000\"\u0000:\u00001\u0000}\u0000"
      })
  void tells_what_is_not_json(String text) {
    assertThat(problem(text.getBytes(UTF_8))).isNotNull();
  }

  @Test
  void tells_bytes_that_are_not_utf8() {
    byte[] latin = "{\"a\":\"caf\u00e9\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    assertThat(problem(latin)).isEqualTo("not UTF-8");
    assertThat(problem("{\"a\":\"café ☕ 😀\"}".getBytes(UTF_8))).isNull();
  }

  @Test
  void nesting_has_a_limit_that_is_reported() {
    String deep = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

    assertThat(problem(deep.getBytes(UTF_8))).contains("nesting depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"b\":{\"c\":2,\"d\":3}} | { \"b\" : {\"d\":3,\"c\":2} , \"a\":1 }",
        "{\"a\":\"é/x\"} | {\"a\":\"\\u00e9\\/x\"}",
        "{\"a\":1} | {\"a\":1.0}",
        "{\"a\":100} | {\"a\":1e2}",
        "{\"a\":0} | {\"a\":-0.0}",
        "{\"a\":\"12345678\"} | {\"a\":\"1234567\\u0038\"}",
        "{\"a\":\"\"} | {\"a\": \"\"}"
      })
  void equal_content_has_one_hash(String one, String other) {
    assertThat(hash(one)).isEqualTo(hash(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,\"b\":2} | {\"a\":2,\"b\":1}",
        "{\"a\":[1,2]} | {\"a\":[2,1]}",
        "{\"a\":\"1\"} | {\"a\":1}",
        "{\"a\":{\"b\":1}} | {\"a\":1,\"b\":1}",
        "{\"a\":true} | {\"a\":false}",
        "{\"a\":null} | {\"a\":false}",
        "{\"a\":[]} | {\"a\":{}}",
        "{\"a\":\"x\"} | {\"a\":\"x\\u0000\"}",
        "{\"a\":9007199254740993} | {\"a\":9007199254740992}"
      })
  void other_content_has_another_hash(String one, String other) {
    assertThat(hash(one)).isNotEqualTo(hash(other));
  }

  @Test
  void agrees_with_a_general_parser_on_random_json() throws IOException {
    Random random = new Random(11);
    for (int n = 0; n < 3000; n++) {
      ObjectNode object = object(random, 0);
      String text = object.toString();
      assertThat(problem(text.getBytes(UTF_8))).as(text).isNull();
      assertThat(hash(shuffled(object, random).toPrettyString().replace('\n', ' ')))
          .as(text)
          .isEqualTo(hash(text));
      byte[] broken = mutated(text.getBytes(UTF_8), random);
      assertThat(problem(broken) == null).as(new String(broken, UTF_8)).isEqualTo(isObject(broken));
    }
  }

  private static boolean isObject(byte[] bytes) {
    try {
      JsonNode node = JACKSON.readTree(bytes);
      return node != null
          && node.isObject()
          && org.apache.spark.unsafe.types.UTF8String.fromBytes(bytes).isValid();
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    switch (random.nextInt(3)) {
      case 0 ->
          copy[random.nextInt(copy.length)] = (byte) " \"\\{}[],:0a-.e".charAt(random.nextInt(14));
      case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
      default -> {
        int at = random.nextInt(copy.length);
        System.arraycopy(bytes, at, copy, Math.max(0, at - 1), bytes.length - at);
        copy = Arrays.copyOf(copy, copy.length - 1);
      }
    }
    return copy;
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = JACKSON.createObjectNode();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.set(
          "k" + random.nextInt(20) + (random.nextInt(9) == 0 ? "é\"" : ""),
          value(random, depth + 1));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> JACKSON.getNodeFactory().numberNode(random.nextInt(1000) - 500);
      case 1 -> JACKSON.getNodeFactory().numberNode(random.nextGaussian());
      case 2 -> JACKSON.getNodeFactory().textNode(text(random));
      case 3 -> JACKSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 4 -> JACKSON.getNodeFactory().nullNode();
      case 5 -> object(random, depth);
      default -> {
        var array = JACKSON.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(random, depth + 1));
        }
        yield array;
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append("abc xyz\"\\\n\té☕/".charAt(random.nextInt(14)));
    }
    return text.toString();
  }

  private static JsonNode shuffled(JsonNode node, Random random) {
    if (!node.isObject()) {
      return node;
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.shuffle(names, random);
    ObjectNode result = JACKSON.createObjectNode();
    names.forEach(name -> result.set(name, shuffled(node.get(name), random)));
    return result;
  }

  private static long hash(String text) {
    return scanned(JsonShape.exact(), text).hashWithout();
  }

  private static JsonScanner scanned(JsonShape shape, String text) {
    JsonScanner scanner = new JsonScanner(shape);
    byte[] bytes = text.getBytes(UTF_8);
    assertThat(scanner.scan(padded(bytes), 3, 3 + bytes.length)).as(text).isNull();
    return scanner;
  }

  private static @Nullable String problem(byte[] bytes) {
    return new JsonScanner(JsonShape.exact()).scan(padded(bytes), 3, 3 + bytes.length);
  }

  /** In the middle of other bytes, as a line in a buffer is. */
  private static byte[] padded(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 6];
    Arrays.fill(padded, (byte) '"');
    System.arraycopy(bytes, 0, padded, 3, bytes.length);
    return padded;
  }
}
