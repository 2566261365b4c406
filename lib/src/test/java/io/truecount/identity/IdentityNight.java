package io.truecount.identity;

import static java.util.stream.Collectors.toCollection;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.IdentityConfig;
import io.truecount.config.Run;
import io.truecount.table.TableDefinition;
import io.truecount.testkit.SharedSpark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** All tables of one night of an {@link IdentityHistory}. */
record IdentityNight(Map<String, List<Row>> rows, List<Row> customers) {
  static IdentityNight of(ResolveResult result, Optional<IdentityNight> before) {
    try (result) {
      Map<String, List<Row>> rows = new TreeMap<>();
      put(rows, IdentityTables.lists(), lists(result, before));
      put(rows, IdentityTables.edges(), result.edges());
      put(rows, IdentityTables.rejections(), result.rejections());
      put(rows, IdentityTables.map(), result.map());
      put(rows, IdentityRunTables.mapHistory(), result.moves());
      put(rows, IdentityTables.attributions(), result.attributions());
      put(rows, IdentityTables.redirects(), result.redirects());
      put(rows, IdentityRunTables.changes(), result.changes().withColumn("run_id", lit("")));
      put(rows, IdentityRunTables.counts(), result.counts());
      put(rows, IdentityTables.generic(), result.generic());
      rows.put(
          IdentityTables.blocked().name(),
          result
              .blocked()
              .map(Dataset::collectAsList)
              .orElseGet(() -> before.orElseThrow().list(IdentityTables.blocked())));
      return new IdentityNight(
          rows, result.difference().map(d -> d.customers().collectAsList()).orElseGet(List::of));
    }
  }

  /** With the table of overrides, which the job makes of the others. */
  IdentityNight with(IdentityConfig declared, Run run) {
    Dataset<Row> overrides =
        OverrideTable.of(declared, run.asOf(), map(), table(IdentityTables.blocked()));
    put(rows, IdentityTables.overrides(), overrides);
    return this;
  }

  private static Dataset<Row> lists(ResolveResult result, Optional<IdentityNight> before) {
    return result
        .lists()
        .slice()
        .map(
            slice ->
                before
                    .orElseThrow()
                    .table(IdentityTables.lists())
                    .filter(not(slice.condition()))
                    .union(result.lists().rows()))
        .orElseGet(() -> result.lists().rows());
  }

  private static void put(
      Map<String, List<Row>> rows, TableDefinition table, Dataset<Row> dataset) {
    rows.put(table.name(), dataset.collectAsList());
  }

  void assertSame(IdentityNight other, String night) {
    rows.forEach(
        (table, its) -> {
          if (!table.equals(IdentityTables.lists().name())) {
            assertThat(other.rows.get(table))
                .as("%s of %s", table, night)
                .containsExactlyInAnyOrderElementsOf(its);
          }
        });
    assertThat(merged(other))
        .as("lists of %s", night)
        .containsExactlyInAnyOrderElementsOf(merged(this));
  }

  /** However the lists are spread over spans of load time. */
  private static List<Row> merged(IdentityNight tables) {
    return IdentifierLists.merged(
            tables.table(IdentityTables.lists()).withColumn("run_events", lit(0L)))
        .collectAsList();
  }

  IdentityUpdate.Before asBefore() {
    return new IdentityUpdate.Before(
        table(IdentityTables.lists()),
        table(IdentityTables.edges()),
        table(IdentityTables.rejections()),
        map(),
        table(IdentityTables.attributions()),
        redirects(),
        table(IdentityTables.overrides()),
        table(IdentityTables.generic()));
  }

  Dataset<Row> map() {
    return table(IdentityTables.map());
  }

  Dataset<Row> redirects() {
    return table(IdentityTables.redirects());
  }

  long ids() {
    return list(IdentityTables.map()).stream()
        .map(row -> row.<String>getAs(IdentityTables.CUSTOMER_ID))
        .distinct()
        .count();
  }

  /** The values that are generic, with what becomes of each. */
  Set<String> generic() {
    return list(IdentityTables.generic()).stream()
        .map(row -> row.getAs("value") + " " + row.getAs("action"))
        .collect(toCollection(TreeSet::new));
  }

  long changed() {
    return list(IdentityRunTables.changes()).stream()
        .filter(row -> !row.<String>getAs("change").equals("created"))
        .count();
  }

  List<Row> list(TableDefinition table) {
    return rows.getOrDefault(table.name(), List.of());
  }

  private Dataset<Row> table(TableDefinition table) {
    return SharedSpark.session().createDataFrame(list(table), table.schema());
  }
}
