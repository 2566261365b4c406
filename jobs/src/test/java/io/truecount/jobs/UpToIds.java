package io.truecount.jobs;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What two warehouses must agree on that came to their customers' ids in different ways. */
final class UpToIds {
  /** The ledger, histories that are kept by run, and events, whose shape a test knows better. */
  private static final String HISTORY =
      "runs|checks|table_stats|releases|events|events_conflict|ingest_counts|identifier_counts|identity_quality|identity_changes|identity_map_history"
          + "|identity_redirects|audience_changes|audience_sizes|audience_members|metric_ids"
          + "|metric_rollups|quarantine|lineage|touched|touched_customers|touched_days|identity_reattributions"
          + "|trait_events";

  /** Ids, what is made of ids or of the run that first gave them, and of the runs that loaded. */
  private static final Set<String> IDS =
      Set.of("customer_id", "created_at", "customer_created_at", "load_span");

  /** The size of an audience on a past day is what was published then. */
  private static final String NO_HISTORY =
      " WHERE grain = 'all' OR (value IS NOT NULL"
          + " AND metric NOT IN (SELECT audience FROM audience_sizes))";

  private UpToIds() {}

  /** The tables whose rows are compared. */
  static List<String> tables(Tables fresh) {
    return fresh.names().stream()
        .filter(table -> !table.matches(HISTORY) && fresh.hasFiles(table))
        .toList();
  }

  /** For each table, a query that gives every row in the columns that {@code fresh} has. */
  static Map<String, String> queries(Tables fresh) throws SQLException {
    Map<String, String> queries = new TreeMap<>();
    for (String table : tables(fresh)) {
      List<String> columns = fresh.query("SELECT column_name FROM (DESCRIBE %s)".formatted(table));
      queries.put(
          table,
          "SELECT concat_ws('|', %s) FROM %s%s ORDER BY 1"
              .formatted(
                  columns.stream()
                      .filter(column -> !IDS.contains(column))
                      .map("coalesce(\"%s\"::VARCHAR, '-')"::formatted)
                      .collect(joining(", ")),
                  table,
                  table.equals("metrics") && fresh.hasFiles("audience_sizes") ? NO_HISTORY : ""));
      queries.put(
          table + " columns",
          "SELECT column_name || ' ' || column_type FROM (DESCRIBE %s) WHERE %s ORDER BY 1"
              .formatted(table, among(columns)));
    }
    if (fresh.hasFiles("audience_members")) {
      queries.put(
          "open stays",
          """
          SELECT audience || ' ' || c.identifiers::VARCHAR FROM audience_members AS m
          JOIN customers AS c USING (customer_id) WHERE left_at IS NULL ORDER BY 1
          """);
    }
    queries.put(
        "partition of identifiers",
        """
        SELECT string_agg(type || ':' || value, ' ' ORDER BY type, value)
        FROM identity_map GROUP BY customer_id ORDER BY 1
        """);
    return queries;
  }

  /** A query of the columns that only earlier projects had; they are NULL. */
  static String values(String table, Tables changed, Tables fresh) throws SQLException {
    List<String> own = fresh.query("SELECT column_name FROM (DESCRIBE %s)".formatted(table));
    List<String> lost =
        changed.query(
            "SELECT column_name FROM (DESCRIBE %s) WHERE NOT %s".formatted(table, among(own)));
    return "SELECT 0 * count(*)%s FROM %s"
        .formatted(lost.stream().map(" + count(\"%s\")"::formatted).collect(joining()), table);
  }

  private static String among(List<String> columns) {
    return columns.stream().collect(joining("', '", "column_name IN ('", "')"));
  }
}
