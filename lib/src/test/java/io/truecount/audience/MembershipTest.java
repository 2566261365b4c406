package io.truecount.audience;

import static io.truecount.testkit.RowsAssert.assertThat;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.identity.IdentityTables;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class MembershipTest {
  private static final List<Audience> ONE = audiences("h1");
  private List<Row> members = List.of();

  @Test
  void people_enter_leave_and_come_back_as_a_new_row() {
    update(1, ONE, "a:x", "a:y");
    update(2, ONE, "a:y");
    update(3, ONE, "a:x", "a:y");
    assertMembers().hasRows("a|x|1|2|condition|h1", "a|x|3|NULL|NULL|h1", "a|y|1|NULL|NULL|h1");
    assertChanges(3).hasRows("x|entered|condition");
    assertSizes(3, ONE).hasRows("a|2|1|0");
  }

  @Test
  void repeating_a_run_repeats_its_result() {
    update(1, ONE, "a:x", "a:y");
    update(2, ONE, "a:y", "a:z");
    String[] once = lines();
    update(2, ONE, "a:y", "a:z");
    assertThat(dataset()).hasRows(once);
    update(2, ONE, "a:x", "a:y");
    assertMembers().hasRows("a|x|1|NULL|NULL|h1", "a|y|1|NULL|NULL|h1");
  }

  @Test
  void the_survivor_of_a_merge_inherits_the_earliest_open_entry() {
    update(1, ONE, "a:old", "a:older", "a:lost", "a:stays");
    update(2, ONE, "a:old", "a:older", "a:survivor", "a:lost", "a:stays");
    merge("old", "survivor");
    merge("older", "fresh");
    merge("lost", null);
    merge("stays", "gone");
    update(3, ONE, "a:survivor", "a:fresh");
    assertMembers()
        .hasRows(
            "a|fresh|1|NULL|NULL|h1",
            "a|lost|1|3|retired|h1",
            "a|old|1|3|merged|h1",
            "a|older|1|3|merged|h1",
            "a|stays|1|3|merged|h1",
            "a|survivor|1|NULL|NULL|h1");
    assertChanges(3)
        .hasRows(
            "fresh|entered|merged",
            "lost|left|retired",
            "old|left|merged",
            "older|left|merged",
            "stays|left|merged");
    String[] once = lines();
    update(3, ONE, "a:survivor", "a:fresh");
    assertThat(dataset()).hasRows(once);
  }

  @Test
  void a_new_definition_is_distinguished_from_a_new_behaviour_and_a_removed_audience_from_both() {
    update(1, ONE, "a:x", "a:y");
    update(2, audiences("h2"), "a:x");
    update(3, List.of());
    assertMembers().hasRows("a|x|1|3|removed|h2", "a|y|1|2|definition|h1");
    assertSizes(2, audiences("h2")).hasRows("a|0|0|1");
  }

  private List<Row> redirects = List.of();

  private void merge(String from, String to) {
    redirects =
        Stream.concat(redirects.stream(), Stream.of(RowFactory.create(from, to, asOf(3)))).toList();
  }

  private void update(int day, List<Audience> audiences, String... evaluated) {
    StructType pairs =
        new StructType()
            .add("audience", DataTypes.StringType)
            .add("customer_id", DataTypes.StringType);
    var spark = SharedSpark.session();
    List<Row> rows =
        Stream.of(evaluated)
            .map(e -> RowFactory.create(e.split(":", -1)[0], e.split(":", -1)[1]))
            .toList();
    members =
        Membership.update(
                dataset(),
                spark.createDataFrame(rows, pairs),
                audiences,
                spark.createDataFrame(redirects, IdentityTables.redirects().schema()),
                run(day))
            .collectAsList();
  }

  private Dataset<Row> dataset() {
    return SharedSpark.session().createDataFrame(members, AudienceTables.members().schema());
  }

  private String[] lines() {
    return RowsAssert.text(dataset()).toArray(String[]::new);
  }

  /** Audience, customer, day of entry and of exit, reason, hash. */
  private RowsAssert assertMembers() {
    return assertThat(dataset())
        .columns(
            "audience",
            "customer_id",
            "day(entered_at)",
            "day(left_at)",
            "reason",
            "definition_hash");
  }

  private RowsAssert assertChanges(int day) {
    return assertThat(Membership.changes(dataset(), run(day)))
        .columns("customer_id", "change", "reason");
  }

  private RowsAssert assertSizes(int day, List<Audience> audiences) {
    return assertThat(Membership.sizes(dataset(), audiences, run(day)))
        .columns("audience", "size", "entered", "left");
  }

  private static Instant asOf(int day) {
    return Instant.parse("2026-03-0%dT00:00:00Z".formatted(day));
  }

  private static Run run(int day) {
    return Run.of(new Interval(asOf(day), asOf(day + 1)), asOf(day), "", "");
  }

  private static List<Audience> audiences(String hash) {
    return List.of(new Audience("a", "a.yml:1", "", false, new Condition.Any(List.of()), hash));
  }
}
