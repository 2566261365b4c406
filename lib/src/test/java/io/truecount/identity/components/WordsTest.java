package io.truecount.identity.components;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.api.Test;

final class WordsTest {
  @Test
  void longs_order_as_their_words_and_come_back() {
    List<Long> values = List.of(Long.MIN_VALUE, -256L, -1L, 0L, 1L, 255L, 256L, Long.MAX_VALUE);

    for (int i = 1; i < values.size(); i++) {
      assertThat(Words.isSmaller(Words.ordered(values.get(i - 1)), Words.ordered(values.get(i))))
          .isTrue();
    }
    assertThat(values.stream().map(value -> Words.unordered(Words.ordered(value))).toList())
        .isEqualTo(values);
  }

  @Test
  void bytes_of_every_length_come_back() {
    for (int length = 0; length <= 33; length++) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (200 + 7 * i);
      }
      long[] words = new long[5];
      Words.pack(bytes, Platform.BYTE_ARRAY_OFFSET, length, words, 0);
      byte[] back = new byte[length];
      Platform.copyMemory(
          words, Platform.LONG_ARRAY_OFFSET, back, Platform.BYTE_ARRAY_OFFSET, length);
      assertThat(back).isEqualTo(bytes);
    }
  }

  @Test
  void prefixes_and_trailing_zeros_are_different_keys_in_order() {
    List<String> names =
        List.of("", "\0", "a", "a\0", "a\0\0\0\0\0\0\0", "a\0\0\0\0\0\0\0\0", "ab");
    SortedMap<String, String> labels = new TreeMap<>();
    for (String name : names) {
      labels.put(name, "");
    }
    var edges = names.stream().map(name -> new Oracle.Edge<>(name, "ab")).toList();

    assertThat(Graphs.solve(new NativeComponents(), new Oracle.Graph<>(List.<String>of(), edges)))
        .isEqualTo(labels);
    var tails = new Oracle.Graph<>(List.<String>of(), edges.subList(2, edges.size()));
    assertThat(Graphs.solve(new NativeComponents(), tails).values()).containsOnly("a");
  }

  @Test
  void hashes_of_close_keys_differ() {
    long[] words = new long[4];
    long distinct =
        Arrays.stream("a b aa ab ba p1 p2 p10 p11 \0 \0\0".split(" ", -1))
            .map(text -> text.getBytes(UTF_8))
            .map(b -> Words.pack(b, Platform.BYTE_ARRAY_OFFSET, b.length, words, 0))
            .distinct()
            .count();
    assertThat(distinct).isEqualTo(11);
  }
}
