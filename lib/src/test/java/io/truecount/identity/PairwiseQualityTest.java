package io.truecount.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Precision and recall by counts, against pairs that are enumerated. */
final class PairwiseQualityTest {
  private record Labelled(@Nullable String predicted, @Nullable String known) {}

  @Test
  void pairs_of_four_records() {
    PairwiseQuality quality =
        PairwiseQuality.of(
            dataset(
                List.of(
                    new Labelled("C1", "jane"),
                    new Labelled("C1", "jane"),
                    new Labelled("C1", "john"),
                    new Labelled("C2", "john"))));
    assertThat(quality).isEqualTo(new PairwiseQuality(3, 2, 1));
    assertThat(quality.precision()).hasValue(1.0 / 3);
    assertThat(quality.recall()).hasValue(0.5);
    assertThat(quality.f1()).hasValue(0.4);
  }

  @Test
  void counts_are_those_of_pairs_one_by_one() {
    Random random = new Random(7);
    List<Labelled> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(new Labelled(name(random, "C", 40), name(random, "p", 30)));
    }
    PairwiseQuality quality = PairwiseQuality.of(dataset(records).repartition(5));
    assertThat(quality).isEqualTo(enumerated(records));
    assertThat(quality.right()).isPositive();
  }

  @Test
  void without_pairs_there_is_no_share() {
    PairwiseQuality none = PairwiseQuality.of(dataset(List.of()));
    assertThat(none).isEqualTo(new PairwiseQuality(0, 0, 0));
    assertThat(none.precision()).isEmpty();
    assertThat(none.recall()).isEmpty();
    assertThat(none.f1()).isEmpty();
    assertThatThrownBy(() -> new PairwiseQuality(1, 2, 2))
        .hasMessage("Invalid pairs: 1 predicted, 2 true, 2 of both");
  }

  private static @Nullable String name(Random random, String prefix, int most) {
    int number = random.nextInt(most);
    return number == 0 ? null : prefix + number;
  }

  private static PairwiseQuality enumerated(List<Labelled> all) {
    List<Labelled> records = all.stream().filter(record -> record.known() != null).toList();
    long predicted = 0;
    long known = 0;
    long right = 0;
    for (int i = 0; i < records.size(); i++) {
      for (int j = i + 1; j < records.size(); j++) {
        boolean together = same(records.get(i).predicted(), records.get(j).predicted());
        boolean belonging = same(records.get(i).known(), records.get(j).known());
        predicted += together ? 1 : 0;
        known += belonging ? 1 : 0;
        right += together && belonging ? 1 : 0;
      }
    }
    return new PairwiseQuality(predicted, known, right);
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a != null && a.equals(b);
  }

  private static Dataset<Row> dataset(List<Labelled> records) {
    StructType shape =
        new StructType()
            .add(PairwiseQuality.PREDICTED, DataTypes.StringType)
            .add(PairwiseQuality.TRUE, DataTypes.StringType);
    return SharedSpark.session()
        .createDataFrame(
            records.stream().map(r -> RowFactory.create(r.predicted(), r.known())).toList(), shape);
  }
}
