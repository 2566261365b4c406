package io.truecount.identity.components;

import static org.assertj.core.api.Assertions.assertThat;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a map from word to place. */
final class WordTableTest {
  @ParameterizedTest(name = "{0} words with mask {1}")
  @CsvSource({
    "0, -1",
    "1, -1",
    "1000, -1",
    "10000, -1",
    "3000, 0x3FF0000000000000",
    "3000, 0xFF",
    "100, 0"
  })
  void words_that_are_there_are_found_and_no_others(int size, String mask) {
    LongUnaryOperator masked = word -> word & Long.decode(mask);
    LongArrayList words = words(61, size, masked);
    int[] places = new int[size];
    WordTable table = new WordTable(words, places);

    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < size; i++) {
      expected.putIfAbsent(words.getLong(i), places[i]);
      assertThat(places[i]).isEqualTo(expected.get(words.getLong(i))).isLessThan(size);
      assertThat(table.word(places[i])).isEqualTo(words.getLong(i));
    }
    assertThat(expected.values()).doesNotHaveDuplicates();

    LongArrayList looked = words(62, 9000, masked);
    looked.addAll(words);
    assertThat(found(table, looked)).isEqualTo(found(expected, looked));
  }

  private static LongArrayList words(int seed, int size, LongUnaryOperator masked) {
    return new LongArrayList(
        LongStream.generate(new Random(seed)::nextLong).limit(size).map(masked).toArray());
  }

  private static Map<Integer, Integer> found(Map<Long, Integer> places, LongArrayList words) {
    Map<Integer, Integer> found = new HashMap<>();
    for (int row = 0; row < words.size(); row++) {
      if (places.containsKey(words.getLong(row))) {
        found.put(row, places.get(words.getLong(row)));
      }
    }
    return found;
  }

  private static Map<Integer, Integer> found(WordTable table, LongArrayList words) {
    OnHeapColumnVector column = new OnHeapColumnVector(words.size(), DataTypes.LongType);
    column.putLongs(0, words.size(), words.elements(), 0);
    Matches matches = new Matches();
    table.match(new ColumnarBatch(new ColumnVector[] {column}, words.size()), matches);
    Map<Integer, Integer> found = new HashMap<>();
    for (int i = 0; i < matches.size; i++) {
      found.put(matches.rows[i], matches.places[i]);
    }
    assertThat(found).hasSize(matches.size);
    return found;
  }
}
