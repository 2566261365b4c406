package io.truecount.event;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.source.record.Records;
import io.truecount.table.Slice;
import io.truecount.testkit.SharedSpark;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outcomes of generated records against a plain reading of the rules. */
final class DecidingTest {
  private static final StructType RECORDS =
      new StructType()
          .add(Records.SOURCE, DataTypes.StringType)
          .add(Records.EVENT_ID, DataTypes.StringType)
          .add(Records.RECEIVED_AT, DataTypes.TimestampType)
          .add(Records.OCCURRED_AT, DataTypes.TimestampType)
          .add(Records.PAYLOAD_HASH, DataTypes.LongType)
          .add(Records.LOADED_AT, DataTypes.TimestampType)
          .add(Records.FILE, DataTypes.StringType)
          .add(Records.POSITION, DataTypes.LongType)
          .add(Records.REASON, DataTypes.StringType)
          .add(Records.DETAIL, DataTypes.StringType)
          .add(Records.RAW, DataTypes.StringType)
          .add(Records.IDENTIFIER_PATHS, DataTypes.LongType);

  private record Delivery(
      String source,
      String id,
      int received,
      int occurred,
      @Nullable Long payload,
      String file,
      long position,
      boolean refused,
      boolean published) {
    static final Comparator<Delivery> RANK =
        comparing(Delivery::received)
            .thenComparing(Delivery::occurred)
            .thenComparing(Delivery::payload, nullsFirst(naturalOrder()))
            .thenComparing(Delivery::file)
            .thenComparing(Delivery::position);

    Row row() {
      return RowFactory.create(
          source,
          id,
          new Timestamp(received),
          new Timestamp(occurred),
          payload,
          new Timestamp(0),
          file,
          position,
          refused ? "contract" : null,
          refused ? "bad" : null,
          "{}",
          0L);
    }

    String line(String outcome) {
      return outcome + " " + source + " " + file + " " + position;
    }
  }

  /**
   * Few keys and moments, so that every kind of tie comes up; in any number of partitions. What has
   * no payload hash is equal to nothing.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 7", "4, 16", "5, 3"})
  void outcomes_are_those_of_the_rules_in_any_order(long seed, int partitions) {
    Random random = new Random(seed);
    List<Delivery> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean published = random.nextInt(4) == 0;
      all.add(
          new Delivery(
              "s" + random.nextInt(2),
              "e" + random.nextInt(60),
              random.nextInt(3),
              random.nextInt(2),
              random.nextInt(8) == 0 ? null : random.nextLong(2),
              (published ? "published" : "file") + random.nextInt(2),
              i,
              !published && random.nextInt(10) == 0,
              published));
    }
    Collections.shuffle(all, random);

    Dataset<Row> records = rows(all.stream().filter(d -> !d.published()));

    for (PublishedKeys published : List.of(compared(all), indexed(all))) {
      assertThat(lines(Decisions.decide(records, published, partitions)))
          .containsExactlyInAnyOrderElementsOf(expected(all));
    }
  }

  private static PublishedKeys compared(List<Delivery> all) {
    return new AllKeys(Decisions.keys(rows(all.stream().filter(Delivery::published))));
  }

  /** Published events have different keys; what a repeated run may bring back can have the same. */
  private static PublishedKeys indexed(List<Delivery> all) {
    Set<String> seen = new HashSet<>();
    Map<Boolean, List<Delivery>> isFirst =
        all.stream()
            .filter(Delivery::published)
            .collect(partitioningBy(d -> seen.add(d.source() + "/" + d.id())));
    Dataset<Row> events = rows(requireNonNull(isFirst.get(true)).stream());
    Dataset<Row> restored = rows(requireNonNull(isFirst.get(false)).stream());
    Function<Slice, Dataset<Row>> keys = slice -> Decisions.keys(events.filter(slice.condition()));
    return new IndexedKeys(EventKeys.of(events), keys, Decisions.keys(restored));
  }

  private static Dataset<Row> rows(Stream<Delivery> deliveries) {
    return SharedSpark.session().createDataFrame(deliveries.map(Delivery::row).toList(), RECORDS);
  }

  /** Accepted records one by one, as their counts say. */
  private static List<String> lines(Dataset<Row> decided) {
    List<String> lines = new ArrayList<>();
    for (Row row : decided.collectAsList()) {
      String outcome = row.getAs(Decisions.OUTCOME);
      String source = row.getAs(Records.SOURCE);
      long count = row.<Long>getAs(Decisions.RECORDS);
      if (outcome.equals(Decisions.ACCEPTED)) {
        lines.addAll(Collections.nCopies((int) count, outcome + " " + source));
      } else {
        assertThat(count).isOne();
        String file = row.getAs(Records.FILE);
        lines.add(outcome + " " + source + " " + file + " " + row.<Long>getAs(Records.POSITION));
      }
    }
    return lines;
  }

  private static List<String> expected(List<Delivery> all) {
    List<String> lines = new ArrayList<>();
    all.stream().filter(Delivery::refused).forEach(d -> lines.add(d.line(Decisions.QUARANTINED)));
    all.stream()
        .filter(d -> !d.refused())
        .collect(groupingBy(d -> d.source() + "/" + d.id()))
        .values()
        .forEach(deliveries -> decide(deliveries.stream().sorted(Delivery.RANK).toList(), lines));
    return lines;
  }

  private static void decide(List<Delivery> ranked, List<String> lines) {
    Delivery winner = ranked.get(0);
    if (!winner.published()) {
      lines.add(Decisions.ACCEPTED + " " + winner.source());
    }
    for (Delivery loser : ranked.subList(1, ranked.size())) {
      boolean same = loser.payload() != null && loser.payload().equals(winner.payload());
      if (loser.published()) {
        lines.add(loser.line(same ? Decisions.DISPLACED : Decisions.DISPLACED_CONFLICT));
      } else {
        lines.add(loser.line(same ? Decisions.DUPLICATE : Decisions.CONFLICT));
      }
    }
  }
}
