package io.truecount.audience;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * How many customers are in both of two audiences, and in each alone, of the customers of one task.
 */
final class PairCounts {
  static final String SIZE = "size";
  static final String OTHER_SIZE = "other_size";

  static final StructType SCHEMA =
      new StructType()
          .add(AudienceTables.AUDIENCE, StringType)
          .add(Overlaps.OTHER, StringType)
          .add(Overlaps.INTERSECTION, LongType)
          .add(SIZE, LongType)
          .add(OTHER_SIZE, LongType);

  private final String[] names;

  /** By position: of each audience and those after it; of an audience and itself, its size. */
  private final long[][] counts;

  private PairCounts(String[] names) {
    this.names = names;
    this.counts = new long[names.length][];
    for (int i = 0; i < names.length; i++) {
      counts[i] = new long[names.length - i];
    }
  }

  /**
   * Counts.
   *
   * @param customers the positions of each customer's audiences in {@code names}, each once
   */
  static PairCounts of(Iterator<Row> customers, String[] names) {
    PairCounts pairs = new PairCounts(names);
    while (customers.hasNext()) {
      List<Integer> positions = customers.next().getList(0);
      pairs.add(positions.stream().mapToInt(i -> i).sorted().toArray());
    }
    return pairs;
  }

  private void add(int[] positions) {
    for (int i = 0; i < positions.length; i++) {
      long[] row = counts[positions[i]];
      for (int j = i; j < positions.length; j++) {
        row[positions[j] - positions[i]]++;
      }
    }
  }

  /** One for each pair, in the shape of {@link #SCHEMA}. */
  Iterator<Row> rows() {
    return IntStream.range(0, names.length)
        .boxed()
        .flatMap(i -> IntStream.range(i + 1, names.length).mapToObj(j -> row(i, j)))
        .iterator();
  }

  private Row row(int first, int second) {
    return RowFactory.create(
        names[first],
        names[second],
        counts[first][second - first],
        counts[first][0],
        counts[second][0]);
  }
}
