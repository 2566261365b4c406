package io.truecount.identity;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * What holds of customer ids from one release to the next: no id changes without a cause, none is
 * used again, redirects are flat, and every id that was ever in use leads to its customer of today.
 */
final class IdLaws {
  private final Map<Long, String> was;
  private final Map<Long, String> is;
  private final Map<String, String> redirects;
  private final List<Row> changes;

  private IdLaws(Map<String, List<Row>> before, Map<String, List<Row>> now) {
    was = customers(before);
    is = customers(now);
    redirects = redirects(now);
    changes = now.getOrDefault(IdentityRunTables.changes().name(), List.of());
    assertThat(redirects.keySet()).containsAll(redirects(before).keySet());
  }

  /**
   * Compares the tables of two releases, by their names.
   *
   * @param now of the release after {@code before}
   */
  static void check(Map<String, List<Row>> before, Map<String, List<Row>> now) {
    IdLaws laws = new IdLaws(before, now);
    laws.redirectsAreFlat();
    laws.idsInUseStayOrRedirect();
    laws.idsChangeWithACause();
  }

  /**
   * The rows of the history, night after night, come to the map.
   *
   * @param replayed customers by key until this night, brought up to date
   */
  static void replay(Map<String, List<Row>> now, Map<Long, String> replayed) {
    for (Row row : now.getOrDefault(IdentityRunTables.mapHistory().name(), List.of())) {
      Long key = row.getAs(IdentityTables.KEY);
      String customer = row.getAs(IdentityTables.CUSTOMER_ID);
      String was = customer == null ? replayed.remove(key) : replayed.put(key, customer);
      assertThat(was).isEqualTo(row.getAs(IdentityTables.PREVIOUS_CUSTOMER_ID));
    }
    assertThat(replayed).isEqualTo(customers(now));
  }

  private void redirectsAreFlat() {
    Set<String> inUse = new HashSet<>(is.values());
    assertThat(redirects.keySet()).noneMatch(inUse::contains);
    assertThat(inUse).containsAll(redirects.values().stream().filter(Objects::nonNull).toList());
  }

  private void idsInUseStayOrRedirect() {
    Set<String> known = new HashSet<>(is.values());
    known.addAll(redirects.keySet());
    assertThat(known).containsAll(was.values());
    assertThat(ids("created", "split"))
        .containsExactlyInAnyOrderElementsOf(without(is.values(), was.values()));
    assertThat(ids("merged", "retired"))
        .containsExactlyInAnyOrderElementsOf(without(was.values(), is.values()));
  }

  /** An identifier has another customer only where its old one was merged, or it was split off. */
  private void idsChangeWithACause() {
    Map<String, String> into = related("merged");
    Map<String, String> from = related("split");
    was.forEach(
        (key, old) -> {
          String current = is.getOrDefault(key, old);
          if (!current.equals(old)) {
            boolean merged = current.equals(into.get(old));
            boolean split = from.containsKey(current);
            boolean moved = is.containsValue(old) && was.containsValue(current);
            assertThat(merged || split || moved).as("%s from %s to %s", key, old, current).isTrue();
          }
        });
  }

  private List<String> ids(String... kinds) {
    return changes.stream()
        .filter(row -> List.of(kinds).contains(row.<String>getAs("change")))
        .map(row -> row.<String>getAs(IdentityTables.CUSTOMER_ID))
        .toList();
  }

  private Map<String, String> related(String kind) {
    Map<String, String> related = new HashMap<>();
    changes.stream()
        .filter(row -> kind.equals(row.getAs("change")))
        .forEach(
            row ->
                related.put(
                    row.getAs(IdentityTables.CUSTOMER_ID), row.getAs("related_customer_id")));
    return related;
  }

  private static Set<String> without(Collection<String> ids, Collection<String> others) {
    Set<String> rest = new HashSet<>(ids);
    rest.removeAll(new HashSet<>(others));
    return rest;
  }

  private static Map<Long, String> customers(Map<String, List<Row>> tables) {
    return tables.getOrDefault(IdentityTables.map().name(), List.of()).stream()
        .collect(
            toMap(
                row -> row.<Long>getAs(IdentityTables.KEY),
                row -> row.<String>getAs(IdentityTables.CUSTOMER_ID)));
  }

  private static Map<String, String> redirects(Map<String, List<Row>> tables) {
    Map<String, String> redirects = new HashMap<>();
    tables
        .getOrDefault(IdentityTables.redirects().name(), List.of())
        .forEach(
            row ->
                redirects.put(
                    row.getAs(IdentityTables.CUSTOMER_ID), row.getAs("current_customer_id")));
    return redirects;
  }
}
