package io.truecount.identity;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.testkit.SharedSpark;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Names of components, with the components given: no edges, no events. In these rows user ids have
 * priority 1, e-mail addresses 2 and devices 3, as {@code ranked} has them.
 */
final class CustomerIdsTest {
  private static final Instant AS_OF = Instant.parse("2026-03-09T00:00:00Z");
  private static final String[] NAMED = {"component", "customer_id", "is_new", "came_from"};
  private static final String[] CHANGED = {"change", "customer_id", "related_customer_id"};

  @Test
  void the_anchor_is_the_smallest_by_priority_then_first_seen_then_type_and_value() {
    assertThat(
            ranked(
                "1, 'device', 'd1', '2026-03-01', 3, 100",
                "2, 'email', 'e2', '2026-03-03', 2, 100",
                "3, 'email', 'e1', '2026-03-04', 2, 100",
                "4, 'device', 'd2', '2026-03-02', 3, 200",
                "5, 'device', 'd3', '2026-03-02', 3, 200"))
        .columns("value", "is_anchor")
        .hasRows("d1|false", "e2|true", "e1|false", "d2|true", "d3|false");
  }

  @Test
  void a_component_that_no_id_follows_gets_an_id_made_of_its_anchor_and_the_runs_as_of() {
    Dataset<Row> ranked = ranked("1, 'email', 'e1', '2026-03-01', 2, 100");
    String id = NameBasedUuid.of("email", "e1", AS_OF.toString()).toString();
    CustomerIds.Named named = CustomerIds.named(ranked, previous(), AS_OF);
    assertThat(named.named()).columns(NAMED).hasRows("100|" + id + "|true|NULL");
    assertThat(named.fates()).hasNoRows();
    assertThat(CustomerIds.map(ranked, named))
        .hasRows(
            "1|email|e1|" + id + "|2026-03-01T00:00:00Z|2026-03-05T00:00:00Z|1|true|100|" + AS_OF);
    assertThat(CustomerIds.changes(named, AS_OF))
        .columns(CHANGED)
        .hasRows("created|" + id + "|NULL");
  }

  @Test
  void of_merged_customers_the_known_one_survives_and_then_the_older() {
    Dataset<Row> ranked =
        ranked(
            "1, 'device', 'd1', '2026-03-01', 3, 100",
            "2, 'user_id', 'u1', '2026-03-02', 1, 100",
            "3, 'device', 'd2', '2026-03-01', 3, 200",
            "4, 'device', 'd3', '2026-03-02', 3, 200");
    CustomerIds.Named named =
        CustomerIds.named(
            ranked,
            previous(
                "1, 'device', 'd1', 'anonymous', true, '2026-03-01'",
                "2, 'user_id', 'u1', 'known', true, '2026-03-02'",
                "3, 'device', 'd2', 'younger', true, '2026-03-03'",
                "4, 'device', 'd3', 'older', true, '2026-03-02'"),
            AS_OF);
    assertThat(named.named())
        .columns("component", "customer_id", "customer_created_at", "is_new")
        .hasRows("100|known|2026-03-02T00:00:00Z|false", "200|older|2026-03-02T00:00:00Z|false");
    assertThat(CustomerIds.changes(named, AS_OF))
        .columns(CHANGED)
        .hasRows("merged|anonymous|known", "merged|younger|older");
  }

  @Test
  void a_split_customers_id_follows_its_anchor_and_the_rest_gets_a_new_one() {
    Dataset<Row> ranked =
        ranked(
            "1, 'user_id', 'u1', '2026-03-01', 1, 100", "2, 'device', 'd1', '2026-03-01', 3, 200");
    CustomerIds.Named named =
        CustomerIds.named(
            ranked,
            previous(
                "1, 'user_id', 'u1', 'A', true, '2026-03-01'",
                "2, 'device', 'd1', 'A', false, '2026-03-01'"),
            AS_OF);
    String id = NameBasedUuid.of("device", "d1", AS_OF.toString()).toString();
    assertThat(named.named()).columns(NAMED).hasRows("100|A|false|A", "200|" + id + "|true|A");
    assertThat(CustomerIds.changes(named, AS_OF)).columns(CHANGED).hasRows("split|" + id + "|A");
  }

  @Test
  void an_id_whose_anchor_is_gone_follows_the_best_identifier_left() {
    Dataset<Row> ranked =
        ranked("2, 'device', 'd1', '2026-03-01', 3, 200", "3, 'email', 'e1', '2026-03-04', 2, 100");
    CustomerIds.Named named =
        CustomerIds.named(
            ranked,
            previous(
                "1, 'user_id', 'erased', 'A', true, '2026-03-01'",
                "2, 'device', 'd1', 'A', false, '2026-03-01'",
                "3, 'email', 'e1', 'A', false, '2026-03-01'"),
            AS_OF);
    assertThat(named.named().where("NOT is_new")).columns(NAMED).hasRows("100|A|false|A");
  }

  @Test
  void redirects_move_on_with_their_target_and_end_where_no_identifier_is_left() {
    Dataset<Row> ranked =
        ranked(
            "2, 'user_id', 'u1', '2026-03-01', 1, 100", "3, 'email', 'e1', '2026-03-01', 2, 100");
    CustomerIds.Named named =
        CustomerIds.named(
            ranked,
            previous(
                "1, 'user_id', 'erased', 'gone', true, '2026-03-01'",
                "2, 'user_id', 'u1', 'A', true, '2026-03-01'",
                "3, 'email', 'e1', 'B', true, '2026-03-01'"),
            AS_OF);
    Dataset<Row> before =
        SharedSpark.session()
            .sql(
                """
                SELECT id AS customer_id, now AS current_customer_id,
                  TIMESTAMP '2026-03-02 00:00:00Z' AS redirected_at
                FROM VALUES ('x', 'B'), ('y', 'A'), ('z', 'gone') AS t(id, now)
                """);
    assertThat(CustomerIds.redirects(named, before, AS_OF))
        .hasRows(
            "x|A|2026-03-02T00:00:00Z",
            "y|A|2026-03-02T00:00:00Z",
            "z|NULL|2026-03-02T00:00:00Z",
            "B|A|" + AS_OF,
            "gone|NULL|" + AS_OF);
    assertThat(CustomerIds.changes(named, AS_OF))
        .columns(CHANGED)
        .hasRows("merged|B|A", "retired|gone|NULL");
  }

  /** Law: an id that was in use either is still, or redirects; and no two components share one. */
  @Test
  void every_old_id_has_one_fate() {
    Dataset<Row> ranked =
        ranked(
            "1, 'device', 'd1', '2026-03-01', 3, 100",
            "2, 'device', 'd2', '2026-03-01', 3, 200",
            "3, 'device', 'd3', '2026-03-01', 3, 200");
    CustomerIds.Named named =
        CustomerIds.named(
            ranked,
            previous(
                "1, 'device', 'd1', 'A', true, '2026-03-01'",
                "2, 'device', 'd2', 'A', false, '2026-03-01'",
                "3, 'device', 'd3', 'B', true, '2026-03-01'",
                "4, 'device', 'd4', 'C', true, '2026-03-01'"),
            AS_OF);
    assertThat(named.fates()).hasRows("A|A", "B|B", "C|NULL");
    assertThat(named.named().select("customer_id").distinct().count()).isEqualTo(2);
  }

  /** Each {@code key, type, value, first_seen, priority, component}. */
  private static Dataset<Row> ranked(String... members) {
    return CustomerIds.ranked(
        SharedSpark.session()
            .sql(
                """
                SELECT key AS identifier_key, type, value, CAST(seen AS TIMESTAMP) AS first_seen,
                  TIMESTAMP '2026-03-05 00:00:00Z' AS last_seen, 1L AS event_count,
                  priority, component, component AS connected_component
                FROM VALUES %s AS t(key, type, value, seen, priority, component)
                """
                    .formatted(values(members))));
  }

  /** Each {@code key, type, value, customer_id, is_anchor, created_at}. */
  private static Dataset<Row> previous(String... identifiers) {
    if (identifiers.length == 0) {
      return IdentityTables.map().empty(SharedSpark.session());
    }
    return SharedSpark.session()
        .sql(
            """
            SELECT key AS identifier_key, type, value, customer_id, is_anchor,
              CAST(created AS TIMESTAMP) AS customer_created_at
            FROM VALUES %s AS t(key, type, value, customer_id, is_anchor, created)
            """
                .formatted(values(identifiers)));
  }

  private static String values(String... rows) {
    return Arrays.stream(rows)
        .map(row -> "(" + row.replaceFirst(",", "L,") + ")")
        .collect(Collectors.joining(", "));
  }
}
