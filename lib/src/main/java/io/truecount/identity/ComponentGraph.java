package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.SCORE;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.rules.EdgeState;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution;
import io.truecount.identity.rules.Rules;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The identifiers and edges of one component in memory, from the rows of their tables. */
final class ComponentGraph {
  /** Of edges that are given without the records behind them. */
  private static final long NO_RECORD = Long.MAX_VALUE;

  private final IdentityGraph graph;
  private final Map<Long, Identifier> ids = new HashMap<>();
  private final Map<Identifier, Long> keys = new HashMap<>();

  /**
   * Reads both.
   *
   * @param identifiers as {@link #identifiers} gives them
   * @param edges as {@link #edges} gives them, of these identifiers
   */
  ComponentGraph(IdentityConfig config, Iterator<Row> identifiers, Iterator<Row> edges) {
    graph = new IdentityGraph(config);
    identifiers.forEachRemaining(this::addIdentifier);
    edges.forEachRemaining(this::addEdge);
  }

  /** The columns that identifiers are read from, the component first. */
  static Dataset<Row> identifiers(Dataset<Row> members) {
    return members.select(
        col(CONNECTED_COMPONENT), col(KEY), col(TYPE), col(VALUE), unix_micros(col(FIRST_SEEN)));
  }

  /**
   * The edges of some identifiers, the component first: those of records, and those with a score.
   * Links of hashes are left out: the graph finds them itself.
   *
   * @param edges in the shape of {@link IdentityTables#edges()}
   * @param identifiers as {@link #identifiers} gives them
   */
  static Dataset<Row> edges(Dataset<Row> edges, Dataset<Row> identifiers) {
    return edges
        .where(col(EVENT_COUNT).gt(0).or(col(SCORE).isNotNull()))
        .join(identifiers.select(col(CONNECTED_COMPONENT), col(KEY).as("a")), "a")
        .select(
            col(CONNECTED_COMPONENT),
            col("a"),
            col("b"),
            unix_micros(col(FIRST_SEEN)),
            unix_micros(col(LAST_SEEN)),
            col(EVENT_COUNT),
            col("sources"),
            col(SCORE));
  }

  private void addIdentifier(Row row) {
    Identifier id = new Identifier(row.getString(2), row.getString(3));
    ids.put(row.getLong(1), id);
    keys.put(id, row.getLong(1));
    graph.add(id, row.getLong(4));
  }

  private void addEdge(Row row) {
    Identifier a = requireNonNull(ids.get(row.getLong(1)));
    Identifier b = requireNonNull(ids.get(row.getLong(2)));
    if (row.getLong(5) > 0) {
      graph.add(
          a,
          b,
          new EdgeState(row.getLong(3), row.getLong(4), row.getLong(5), row.getList(6), NO_RECORD));
    }
    if (!row.isNullAt(7)) {
      graph.addScored(a, b, row.getDouble(7));
    }
  }

  Resolution resolve(Rules rules) {
    return graph.resolve(rules);
  }

  /** The key of an identifier of the component. */
  long key(Identifier id) {
    return requireNonNull(keys.get(id));
  }
}
