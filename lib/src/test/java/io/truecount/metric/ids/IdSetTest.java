package io.truecount.metric.ids;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of ids are exact, mergeable, and the same bytes however they came about. */
@Tag("slow")
final class IdSetTest {
  private static final String ROWS = "id_set_rows";

  /** Few and many, dense and far apart, negative, of several upper halves, one id most often. */
  private static long draw(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong(50);
      case 1 -> random.nextLong(200_000);
      case 2 -> 5_000_000_000L + random.nextLong(100_000);
      case 3 -> -random.nextLong(1_000);
      case 4 -> random.nextLong();
      default -> 7;
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void counts_are_those_of_count_distinct(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      int group = Math.min(random.nextInt(40), random.nextInt(40));
      rows.add(
          RowFactory.create(
              group % 8, group, random.nextInt(20) == 0 || group == 39 ? null : draw(random)));
    }
    SparkSession spark = SharedSpark.session();
    IdSets.register(spark);
    spark
        .createDataFrame(rows, StructType.fromDDL("coarse INT, fine INT, id BIGINT"))
        .repartition(5)
        .createOrReplaceTempView(ROWS);
    String fine = "SELECT coarse, fine, truecount_ids(id) AS ids FROM %s GROUP BY ALL";
    String merged = "SELECT coarse, truecount_ids_count(ids) FROM (" + fine + ") GROUP BY coarse";
    String plain = "SELECT coarse, count(DISTINCT id) FROM %s GROUP BY coarse";
    assertThat(rows(merged)).isEqualTo(rows(plain));
    assertThat(
            rows(
                merged
                    .replace("coarse, truecount", "0, truecount")
                    .replace(" GROUP BY coarse", "")))
        .isEqualTo(rows("SELECT 0, count(DISTINCT id) FROM %s"));
  }

  private static List<String> rows(String sql) {
    return RowsAssert.text(SharedSpark.session().sql(sql.replace("%s", ROWS)));
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void bytes_depend_on_the_ids_alone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      ids.add(draw(random));
    }
    Set<Long> distinct = new HashSet<>(ids);
    IdSet one = new IdSet();
    ids.forEach(one::add);
    Collections.shuffle(ids, new Random(seed));
    IdSet merged = new IdSet();
    for (int from = 0; from < ids.size(); from += 3_000) {
      IdSet part = new IdSet();
      ids.subList(from, Math.min(ids.size(), from + 3_000)).forEach(part::add);
      merged.addAll(part.toBytes());
    }
    assertThat(one.size()).isEqualTo(distinct.size());
    assertThat(merged.toBytes()).isEqualTo(one.toBytes());
    IdSet unread = new IdSet();
    unread.addAll(one.toBytes());
    assertThat(unread.size()).isEqualTo(distinct.size());
  }
}
