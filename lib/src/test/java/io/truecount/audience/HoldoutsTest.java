package io.truecount.audience;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.identity.IdentityRunTables;
import io.truecount.identity.IdentityTables;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * Assignments over several runs. With a share of 0 and of 1 the arm of a new member is known, so
 * that what keeps an arm can be seen apart from the hash.
 */
final class HoldoutsTest {
  private static final String ALL = "1";
  private static final String NONE = "0";

  private List<Row> assigned = List.of();
  private final List<Row> redirects = new ArrayList<>();
  private final List<Row> changes = new ArrayList<>();

  @Test
  void who_is_assigned_stays_so_whatever_share_and_salt_become() {
    update(1, ALL, "spring", "x", "y");
    update(2, NONE, "autumn", "y", "z");
    update(3, NONE, "autumn", "x");
    assertHoldouts().hasRows("x|holdout|1|false", "y|holdout|1|false", "z|treatment|2|false");
    assertThat(dataset())
        .columns("customer_id", "definition")
        .hasRows(
            "x|sha256(spring|a|customer_id) < 10000",
            "y|sha256(spring|a|customer_id) < 10000",
            "z|sha256(autumn|a|customer_id) < 0");
  }

  @Test
  void another_experiment_begins_a_new_assignment_and_keeps_the_old_one() {
    update(1, audience(ALL, "spring", "first"), "x");
    update(2, audience(NONE, "spring", "second"), "x");
    assertThat(dataset())
        .columns("experiment", "customer_id", "arm")
        .hasRows("first|x|holdout", "second|x|treatment");
  }

  @Test
  void after_a_merge_the_earliest_arm_stays_and_is_contaminated_when_the_arms_differed() {
    update(1, ALL, "spring", "old", "same");
    update(2, NONE, "spring", "young");
    update(2, ALL, "spring", "equal");
    merge("old", "young");
    merge("equal", "same");
    update(3, ALL, "spring", "young", "same");
    String[] once = lines();
    assertHoldouts().hasRows("same|holdout|1|false", "young|holdout|1|true");
    update(3, ALL, "spring", "young", "same");
    assertThat(dataset()).hasRows(once);
    update(4, ALL, "spring", "young");
    assertThat(dataset()).hasRows(once);
  }

  @Test
  void the_parts_of_a_customer_keep_its_arm_members_or_not() {
    update(1, ALL, "spring", "whole");
    split("whole", "part", 2);
    update(2, NONE, "spring", "whole");
    update(3, NONE, "spring", "part", "new");
    assertHoldouts()
        .hasRows("new|treatment|3|false", "part|holdout|1|false", "whole|holdout|1|false");
  }

  @Test
  void a_split_before_the_assignment_gives_the_parts_arms_of_their_own() {
    split("whole", "part", 1);
    update(1, ALL, "spring", "whole");
    update(2, NONE, "spring", "whole", "part");
    assertHoldouts().hasRows("part|treatment|2|false", "whole|holdout|1|false");
  }

  @Test
  void audiences_without_a_holdout_have_no_rows_and_keep_those_they_had() {
    update(1, ALL, "spring", "x");
    update(2, new Audience("a", "", "", false, new Condition.Any(List.of()), "h"), "x", "y");
    assertHoldouts().hasRows("x|holdout|1|false");
  }

  private void merge(String from, String to) {
    redirects.add(RowFactory.create(from, to, asOf(3)));
  }

  private void split(String from, String part, int day) {
    changes.add(RowFactory.create(asOf(day), "split", part, from, run(day).id()));
  }

  private void update(int day, String share, String salt, String... members) {
    update(
        day,
        new Audience(
            "a", "", "", false, new Condition.Any(List.of()), "h", settings(share, salt, "a")),
        members);
  }

  private static Audience audience(String share, String salt, String experiment) {
    return new Audience(
        "a", "", "", false, new Condition.Any(List.of()), "h", settings(share, salt, experiment));
  }

  private static AudienceSettings settings(String share, String salt, String experiment) {
    return new AudienceSettings(
        Optional.of(
            new Holdout(
                Holdout.Function.SHA256, new BigDecimal(share), Optional.of(salt), experiment)),
        AudienceSettings.NONE.size());
  }

  private void update(int day, Audience audience, String... members) {
    var spark = SharedSpark.session();
    StructType pairs =
        new StructType()
            .add("audience", DataTypes.StringType)
            .add("customer_id", DataTypes.StringType);
    List<Row> rows = Stream.of(members).map(c -> RowFactory.create("a", c)).toList();
    assigned =
        Holdouts.update(
                dataset(),
                spark.createDataFrame(rows, pairs),
                List.of(audience),
                spark.createDataFrame(redirects, IdentityTables.redirects().schema()),
                spark.createDataFrame(changes, IdentityRunTables.changes().schema()),
                run(day))
            .collectAsList();
  }

  private Dataset<Row> dataset() {
    return SharedSpark.session().createDataFrame(assigned, Holdouts.table().schema());
  }

  private String[] lines() {
    return RowsAssert.text(dataset()).toArray(String[]::new);
  }

  private RowsAssert assertHoldouts() {
    return assertThat(dataset()).columns("customer_id", "arm", "day(assigned_at)", "contaminated");
  }

  private static Instant asOf(int day) {
    return Instant.parse("2026-03-0%dT00:00:00Z".formatted(day));
  }

  private static Run run(int day) {
    return Run.of(new Interval(asOf(day), asOf(day + 1)), asOf(day), "", "");
  }
}
