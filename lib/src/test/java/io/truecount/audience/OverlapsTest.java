package io.truecount.audience;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

final class OverlapsTest {
  private static final Instant AS_OF = Instant.parse("2026-03-02T00:00:00Z");
  private static final Run RUN =
      Run.of(Interval.parse("2026-03-01/2026-03-02"), AS_OF, "config", "code");

  @Test
  void every_pair_is_counted_also_of_audiences_without_members() {
    Dataset<Row> members =
        members(
            stay("buyers", "c1", true),
            stay("buyers", "c2", true),
            stay("staff", "c2", true),
            stay("staff", "c1", false),
            stay("gone", "c1", true));
    assertThat(Overlaps.of(members, audiences("staff", "buyers", "empty"), RUN))
        .columns("audience", "other", "intersection", "share_of_audience", "share_of_other")
        .hasRows("buyers|empty|0|0.0|NULL", "buyers|staff|1|0.5|1.0", "empty|staff|0|NULL|0.0");
  }

  @Test
  void where_there_is_no_member_every_pair_is_0() {
    assertThat(Overlaps.of(members(), audiences("b", "a"), RUN))
        .columns("audience", "other", "intersection", "share_of_audience", "share_of_other")
        .hasRows("a|b|0|NULL|NULL");
  }

  /** Against sets that are intersected one pair at a time. */
  @Test
  void the_numbers_are_those_of_intersected_sets() {
    Random random = new Random(20);
    Map<String, Set<String>> sets = new TreeMap<>();
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, 12).forEach(a -> sets.put("audience_" + a, new TreeSet<>()));
    sets.forEach(
        (audience, customers) -> {
          double share = random.nextDouble();
          IntStream.range(0, 80)
              .filter(c -> random.nextDouble() < share)
              .forEach(c -> customers.add("c" + c));
          customers.forEach(customer -> rows.add(stay(audience, customer, true)));
        });
    Dataset<Row> members = members(rows.toArray(Row[]::new)).repartition(5);
    assertThat(Overlaps.of(members, audiences(sets.keySet().toArray(String[]::new)), RUN))
        .columns("audience", "other", "intersection")
        .hasRows(
            sets.keySet().stream()
                .flatMap(
                    a ->
                        sets.keySet().stream()
                            .filter(b -> a.compareTo(b) < 0)
                            .map(b -> line(a, b, sets)))
                .toArray(String[]::new));
  }

  private static String line(String audience, String other, Map<String, Set<String>> sets) {
    Set<String> both = new TreeSet<>(sets.get(audience));
    both.retainAll(sets.get(other));
    return "%s|%s|%d".formatted(audience, other, both.size());
  }

  private static Row stay(String audience, String customer, boolean open) {
    return RowFactory.create(
        audience, customer, AS_OF, open ? null : AS_OF, null, "hash", "run", null);
  }

  private static Dataset<Row> members(Row... rows) {
    return SharedSpark.session().createDataFrame(List.of(rows), AudienceTables.members().schema());
  }

  private static List<Audience> audiences(String... names) {
    return Stream.of(names)
        .map(n -> new Audience(n, "a.yml:1", "", false, new Condition.Any(List.of()), "hash"))
        .toList();
  }
}
