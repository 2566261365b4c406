package io.truecount.metric;

import io.truecount.customer.CustomerTables;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.TableNames;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The view customer_events as SQL over the stored tables that it is computed from, for engines and
 * statements that do not know the view. It gives the rows of {@link
 * io.truecount.customer.CustomerEvents#attribute}.
 *
 * <pre>
 *   SELECT e.*, a.customer_id
 *   FROM events AS e LEFT JOIN identity_attributions AS a ON a.identifiers = e.identifiers
 *     AND (a.valid_from IS NULL OR e.occurred_at >= a.valid_from)
 *     AND (a.valid_to IS NULL OR e.occurred_at < a.valid_to)
 * </pre>
 *
 * <p>Spark joins by the hash of the list, which only Spark has; other engines join by the list.
 */
public final class CustomerEventsSql {
  private static final String ATTRIBUTIONS = IdentityTables.attributions().name();

  private CustomerEventsSql() {}

  /**
   * Names of tables in which customer_events is a subquery over the stored tables.
   *
   * @param stored names events and identity_attributions
   */
  public static TableNames over(TableNames stored) {
    return (table, dialect) ->
        isView(table.name())
            ? "(%s)".formatted(select(table.schema(), stored, dialect))
            : stored.sql(table, dialect);
  }

  /** The tables that must be there to read these: those behind customer_events in its place. */
  public static SortedSet<String> stored(Collection<String> tables) {
    SortedSet<String> result = new TreeSet<>(tables);
    if (result.remove(CustomerTables.CUSTOMER_EVENTS)) {
      result.add(EventTables.EVENTS);
      result.add(ATTRIBUTIONS);
    }
    return result;
  }

  private static boolean isView(String table) {
    return table.equals(CustomerTables.CUSTOMER_EVENTS);
  }

  private static String select(String schema, TableNames stored, Dialect dialect) {
    return ("SELECT e.*, a.%s FROM %s AS e LEFT JOIN %s AS a ON %s"
            + " AND (a.valid_from IS NULL OR e.occurred_at >= a.valid_from)"
            + " AND (a.valid_to IS NULL OR e.occurred_at < a.valid_to)")
        .formatted(
            IdentityTables.CUSTOMER_ID,
            stored.sql(new TableName(schema, EventTables.EVENTS), dialect),
            stored.sql(new TableName(schema, ATTRIBUTIONS), dialect),
            sameList(dialect));
  }

  private static String sameList(Dialect dialect) {
    return switch (dialect) {
      case SPARK ->
          "a.%s = xxhash64(e.%s)"
              .formatted(IdentityTables.IDENTIFIERS_HASH, EventTables.IDENTIFIERS);
      case DUCKDB -> "a.%s = e.%s".formatted(IdentityTables.IDENTIFIERS, EventTables.IDENTIFIERS);
    };
  }
}
