package io.truecount.identity;

import static io.truecount.testkit.RowsAssert.text;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.LevelConfig;
import io.truecount.config.LinkRules.Policy;
import io.truecount.identity.components.ComponentEngine;
import io.truecount.testkit.RowsAssert;
import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class GroupsTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final IdentityConfig IDENTITY =
      IdentityFixture.config("user_id", "device*", "company");
  private static final LevelConfig HOUSEHOLD = level("household", Map.of(), "device");

  /** A customer's events with some identifiers, first seen on a day. */
  private record Seen(String customer, int day, List<String> identifiers) {
    Seen(String customer, int day, String... identifiers) {
      this(customer, day, List.of(identifiers));
    }
  }

  private static LevelConfig level(
      String name, Map<String, IdentifierLimit> limits, String... keys) {
    return new LevelConfig(name, List.of(keys), limits, Policy.OLDEST, "truecount.conf:1");
  }

  private static Groups groups(
      List<Seen> seen, LevelConfig level, Groups.Previous previous, int day) {
    List<Row> rows = new ArrayList<>();
    for (Seen list : seen) {
      Instant at = START.plus(list.day(), ChronoUnit.DAYS);
      Object[] identifiers =
          list.identifiers().stream()
              .map(id -> RowFactory.create((Object[]) id.split("=", 2)))
              .toArray();
      rows.add(
          RowFactory.create(
              (long) rows.size(), identifiers, 0L, list.customer(), at, at, 1L, null, null));
    }
    Dataset<Row> attributions =
        SharedSpark.session().createDataFrame(rows, IdentityTables.attributions().schema());
    return Groups.of(
        attributions,
        level,
        IDENTITY,
        previous,
        START.plus(day, ChronoUnit.DAYS),
        ComponentEngine.of(IDENTITY.engine()).finder());
  }

  private static Groups groups(List<Seen> seen, LevelConfig level) {
    return groups(seen, level, none(), 0);
  }

  private static Groups groups(List<Seen> seen, LevelConfig level, Groups before, int day) {
    return groups(seen, level, new Groups.Previous(before.map(), before.redirects()), day);
  }

  private static Groups.Previous none() {
    var spark = SharedSpark.session();
    return new Groups.Previous(
        GroupTables.map().empty(spark), GroupTables.redirects().empty(spark));
  }

  /** The customers of each group, {@code C1 C2 | C3}. */
  private static String partition(Groups groups) {
    return groups.customers().collectAsList().stream()
        .collect(
            groupingBy(
                row -> row.<String>getAs(GroupTables.GROUP_ID),
                mapping(
                    row -> row.<String>getAs(IdentityTables.CUSTOMER_ID),
                    toCollection(TreeSet::new))))
        .values()
        .stream()
        .map(members -> String.join(" ", members))
        .sorted()
        .collect(joining(" | "));
  }

  @Test
  void customers_with_a_key_in_common_are_one_group_and_others_are_not() {
    Groups groups =
        groups(
            List.of(
                new Seen("C1", 1, "user_id=u1", "device=d1", "company=acme"),
                new Seen("C2", 2, "user_id=u2", "device=d1"),
                new Seen("C2", 2, "user_id=u2", "device= D2 "),
                new Seen("C3", 3, "device= D2 "),
                new Seen("C4", 1, "user_id=u4", "device=d4"),
                new Seen("C5", 1, "user_id=u5", "company=acme"),
                new Seen("C6", 1, "user_id=u6", "device=(not set)")),
            HOUSEHOLD);
    assertThat(partition(groups)).isEqualTo("C1 C2 C3 | C4");
    RowsAssert.assertThat(groups.customers())
        .columns("level", "customer_id", "customers")
        .hasRows("household|C1|3", "household|C2|3", "household|C3|3", "household|C4|1");
    RowsAssert.assertThat(groups.map())
        .columns("type", "value", "event_count", "is_anchor")
        .hasRows(
            "customer|C1|1|true",
            "customer|C2|2|false",
            "customer|C3|1|false",
            "customer|C4|1|true",
            "device|d1|2|false",
            "device|D2|2|false",
            "device|d4|1|false");
    RowsAssert.assertThat(groups.rejections()).hasNoRows();
  }

  @Test
  void identifiers_that_never_link_people_link_customers() {
    List<Seen> seen =
        List.of(
            new Seen("C1", 1, "user_id=u1", "company=acme"),
            new Seen("C2", 2, "user_id=u2", "company=acme"),
            new Seen("C3", 2, "user_id=u3", "device=d1"));
    assertThat(partition(groups(seen, level("account", Map.of(), "company")))).isEqualTo("C1 C2");
    assertThat(partition(groups(seen, level("account", Map.of(), "company", "device"))))
        .isEqualTo("C1 C2 | C3");
  }

  @Test
  void a_limit_keeps_the_customers_that_came_first_and_says_whom_it_refused() {
    List<Seen> seen = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      seen.add(new Seen("C" + i, i, "device=d1"));
    }
    Groups groups =
        groups(
            seen,
            level("household", Map.of(LevelConfig.CUSTOMER, IdentifierLimit.ever(3)), "device"));
    assertThat(partition(groups)).isEqualTo("C1 C2 C3 | C4");
    RowsAssert.assertThat(groups.rejections())
        .columns("level", "array_sort(array(a_value, b_value))", "reason")
        .hasRows("household|[C4,d1]|limit");
  }

  @Test
  void groups_keep_their_ids_and_merged_ones_redirect() {
    List<Seen> seen = new ArrayList<>(List.of(new Seen("C1", 1, "device=d1")));
    Groups first = groups(seen, HOUSEHOLD);
    String older = idOf(first, "C1");
    seen.add(new Seen("C2", 2, "device=d2"));
    Groups second = groups(seen, HOUSEHOLD, first, 1);
    String younger = idOf(second, "C2");
    seen.set(1, new Seen("C9", 2, "device=d2")); // C2 was merged into C9
    Groups third = groups(seen, HOUSEHOLD, second, 2);
    assertThat(idOf(third, "C9")).isEqualTo(younger);
    seen.add(new Seen("C3", 3, "device=d1", "device=d2"));
    Groups last = groups(seen, HOUSEHOLD, third, 3);
    assertThat(partition(last)).isEqualTo("C1 C3 C9");
    assertThat(idOf(last, "C3")).isEqualTo(older);
    RowsAssert.assertThat(last.redirects())
        .columns("level", "group_id", "current_group_id")
        .hasRows("household|%s|%s".formatted(younger, older));
  }

  @Test
  void levels_have_ids_of_their_own() {
    List<Seen> seen = List.of(new Seen("C1", 1, "device=d1", "company=acme"));
    assertThat(idOf(groups(seen, HOUSEHOLD), "C1"))
        .isNotEqualTo(idOf(groups(seen, level("account", Map.of(), "company")), "C1"));
  }

  @Test
  void without_rules_groups_are_the_components_of_customers_and_keys_in_any_order() {
    Random random = new Random(5);
    List<Seen> seen = new ArrayList<>();
    Map<String, String> oracle = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      String customer = "C" + random.nextInt(40);
      String device = "d" + random.nextInt(40);
      seen.add(new Seen(customer, random.nextInt(9), "device=" + device));
      relabel(oracle, customer, device);
    }
    String expected =
        oracle.keySet().stream()
            .filter(member -> member.startsWith("C"))
            .collect(groupingBy(oracle::get, toCollection(TreeSet::new)))
            .values()
            .stream()
            .map(members -> String.join(" ", members))
            .sorted()
            .collect(joining(" | "));
    Groups groups = groups(seen, HOUSEHOLD);
    assertThat(partition(groups)).isEqualTo(expected);
    List<String> rows = text(groups.customers().orderBy("customer_id"));
    Collections.shuffle(seen, random);
    assertThat(text(groups(seen, HOUSEHOLD).customers().orderBy("customer_id"))).isEqualTo(rows);
  }

  /** Joins the groups of two members by writing one label over the other. */
  private static void relabel(Map<String, String> labels, String a, String b) {
    labels.putIfAbsent(a, a);
    labels.putIfAbsent(b, b);
    String from = labels.get(a);
    String to = labels.get(b);
    labels.replaceAll((member, label) -> label.equals(from) ? to : label);
  }

  private static String idOf(Groups groups, String customer) {
    return groups.customers().where("customer_id = '" + customer + "'").head().getAs("group_id");
  }
}
