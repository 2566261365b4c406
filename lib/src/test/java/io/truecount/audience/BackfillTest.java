package io.truecount.audience;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.identity.IdentityTables;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Members day by day, written as one text of customers a day. */
final class BackfillTest {
  private static final List<Audience> AUDIENCES =
      List.of(new Audience("a", "", "", false, new Condition.Any(List.of()), "h"));

  private static final StructType MEMBERS =
      new StructType()
          .add("customer_id", DataTypes.StringType)
          .add("position", DataTypes.IntegerType);

  @Test
  void stays_go_on_into_those_that_are_known() {
    Dataset<Row> known = nightlies(rows(), "", "", "", "ce", "c");
    Dataset<Row> stays = backfill(known, 0, 4, 1, "ab", "bcd", "cd");
    assertMembers(stays)
        .hasRows(
            "a|1|2|condition|backfill-20260301T000000Z|backfill-20260302T000000Z",
            "b|1|3|condition|backfill-20260301T000000Z|backfill-20260303T000000Z",
            "c|2|NULL|NULL|backfill-20260302T000000Z|NULL",
            "d|2|4|condition|backfill-20260302T000000Z|20260304T000000Z-20260305T000000Z",
            "e|4|5|condition|20260304T000000Z-20260305T000000Z|20260305T000000Z-20260306T000000Z");
    Backfill backfill = of(0, 4, 1, 3);
    Dataset<Row> changes = backfill.changes(stays);
    assertThat(changes)
        .columns("day(as_of)", "customer_id", "change", "reason")
        .hasRows(
            "1|a|entered|condition",
            "1|b|entered|condition",
            "2|a|left|condition",
            "2|c|entered|condition",
            "2|d|entered|condition",
            "3|b|left|condition",
            "4|d|left|condition",
            "4|e|entered|condition");
    Dataset<Row> sizes =
        Membership.sizes(known, AUDIENCES, run(4))
            .selectExpr("* except (definition_hash)", "'old' AS definition_hash");
    assertThat(backfill.sizes(stays, changes, sizes))
        .columns("day(as_of)", "size", "entered", "left", "definition_hash")
        .hasRows("1|2|2|0|h", "2|3|2|1|h", "3|2|0|1|h", "4|2|1|1|old");
  }

  /** In any pieces and order, twice, and before or after nightlies: as if they had run each day. */
  @Test
  void backfills_and_nightlies_give_the_stays_of_nightlies_alone() {
    Random random = new Random(11);
    for (int round = 0; round < 3; round++) {
      String[] days = IntStream.range(0, 8).mapToObj(i -> subset(random)).toArray(String[]::new);
      String[] expected = lines(nightlies(rows(), days));

      String[] late = days.clone();
      Arrays.fill(late, 0, 5, "");
      Dataset<Row> stays = nightlies(rows(), late);
      stays = backfill(stays, 0, 6, 4, days[3], days[4]);
      stays = backfill(stays, 0, 4, 1, days[0], days[1], days[2]);
      stays = backfill(stays, 3, 6, 4, days[3], days[4]);
      assertThat(plain(stays)).hasRows(expected);

      Dataset<Row> early = backfill(rows(), 0, 0, 1, days[0], days[1], days[2], days[3], days[4]);
      Dataset<Row> later = early;
      for (int day = 6; day <= 8; day++) {
        later = nightly(later, day, days[day - 1]);
      }
      assertThat(plain(later)).hasRows(expected);
    }
  }

  private static String subset(Random random) {
    StringBuilder members = new StringBuilder("z");
    "abcdef".chars().filter(c -> random.nextBoolean()).forEach(c -> members.append((char) c));
    return members.toString();
  }

  private static String[] lines(Dataset<Row> stays) {
    return RowsAssert.text(plain(stays)).toArray(String[]::new);
  }

  /** Without runs, which differ. */
  private static Dataset<Row> plain(Dataset<Row> stays) {
    return stays.selectExpr("customer_id", "day(entered_at)", "day(left_at)", "reason");
  }

  private static RowsAssert assertMembers(Dataset<Row> stays) {
    return assertThat(stays)
        .columns(
            "customer_id", "day(entered_at)", "day(left_at)", "reason", "run_id", "left_run_id");
  }

  private static Dataset<Row> rows() {
    return SharedSpark.session().createDataFrame(List.of(), AudienceTables.members().schema());
  }

  /** From day 1; a day without members has no nightly. */
  private static Dataset<Row> nightlies(Dataset<Row> before, String... days) {
    Dataset<Row> stays = before;
    for (int day = 1; day <= days.length; day++) {
      if (!days[day - 1].isEmpty()) {
        stays = nightly(stays, day, days[day - 1]);
      }
    }
    return stays;
  }

  private static Dataset<Row> nightly(Dataset<Row> before, int day, String members) {
    var spark = SharedSpark.session();
    StructType pairs =
        new StructType()
            .add("audience", DataTypes.StringType)
            .add("customer_id", DataTypes.StringType);
    List<Row> rows =
        members.chars().mapToObj(c -> RowFactory.create("a", String.valueOf((char) c))).toList();
    return local(
        Membership.update(
            before,
            spark.createDataFrame(rows, pairs),
            AUDIENCES,
            spark.createDataFrame(List.of(), IdentityTables.redirects().schema()),
            run(day)));
  }

  /**
   * Backfills some days.
   *
   * @param before day of the evaluation before them; 0 for none
   * @param after day of the evaluation after them; 0 for none
   */
  private static Dataset<Row> backfill(
      Dataset<Row> known, int before, int after, int from, String... days) {
    List<Row> members = new ArrayList<>();
    for (int i = 0; i < days.length; i++) {
      int position = i + 1;
      days[i]
          .chars()
          .forEach(c -> members.add(RowFactory.create(String.valueOf((char) c), position)));
    }
    return local(
        of(before, after, from, from + days.length - 1)
            .stays(known, SharedSpark.session().createDataFrame(members, MEMBERS)));
  }

  private static Backfill of(int before, int after, int from, int to) {
    return new Backfill(
        "a",
        "h",
        IntStream.rangeClosed(from, to).mapToObj(d -> Snapshot.backfilled(asOf(d))).toList(),
        Optional.of(before).filter(day -> day > 0).map(BackfillTest::snapshot),
        Optional.of(after).filter(day -> day > 0).map(BackfillTest::snapshot));
  }

  private static Snapshot snapshot(int day) {
    return new Snapshot(run(day).id(), asOf(day));
  }

  private static Dataset<Row> local(Dataset<Row> stays) {
    return SharedSpark.session().createDataFrame(stays.collectAsList(), stays.schema());
  }

  private static Instant asOf(int day) {
    return Instant.parse("2026-03-0%dT00:00:00Z".formatted(day));
  }

  private static Run run(int day) {
    return Run.of(new Interval(asOf(day), asOf(day + 1)), asOf(day), "", "");
  }
}
