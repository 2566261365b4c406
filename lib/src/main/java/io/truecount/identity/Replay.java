package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution;
import io.truecount.identity.rules.Resolution.Refused;
import io.truecount.identity.rules.Rules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes the edges of one component in their total order, by the rules.
 *
 * <pre>
 *   identifiers   key | type    | value     edges   a | b     result   key  | cluster | a    | b    | reason
 *                 1   | email   | jane              1 | 5              1    | 1       | NULL | NULL | NULL
 *                 5   | user_id | u1                1 | 7              5    | 1       | NULL | NULL | NULL
 *                 7   | user_id | u2                                   7    | 7       | NULL | NULL | NULL
 *                                                                      NULL | NULL    | 1    | 7    | limit
 * </pre>
 *
 * <p>Cost: the identifiers and edges of the component in memory.
 */
final class Replay implements CoGroupFunction<Long, Row, Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Of an identifier: the smallest key of the customer that it is of. */
  static final String CLUSTER = "cluster";

  /** One row for each identifier, and one for each pair whose edge was refused. */
  static final StructType RESULT =
      new StructType()
          .add(IdentityTables.KEY, DataTypes.LongType)
          .add(CLUSTER, DataTypes.LongType)
          .add("a", DataTypes.LongType)
          .add("b", DataTypes.LongType)
          .add("a_value", DataTypes.StringType)
          .add("b_value", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("detail", DataTypes.StringType)
          .add("conflicting", DataTypes.createArrayType(DataTypes.StringType));

  private final IdentityConfig config;
  private final Rules rules;

  Replay(IdentityConfig config) {
    this.config = config;
    this.rules = NormalizedRules.of(config);
  }

  /**
   * Replays a component.
   *
   * @param identifiers as {@link ComponentGraph#identifiers} gives them
   * @param edges as {@link ComponentGraph#edges} gives them
   */
  @Override
  public Iterator<Row> call(Long component, Iterator<Row> identifiers, Iterator<Row> edges) {
    ComponentGraph graph = new ComponentGraph(config, identifiers, edges);
    return rows(graph.resolve(rules), graph).iterator();
  }

  private static List<Row> rows(Resolution resolution, ComponentGraph graph) {
    List<Row> rows = new ArrayList<>();
    for (List<Identifier> cluster : resolution.clusters()) {
      long smallest = cluster.stream().mapToLong(id -> graph.key(id)).min().orElseThrow();
      for (Identifier id : cluster) {
        rows.add(
            RowFactory.create(graph.key(id), smallest, null, null, null, null, null, null, null));
      }
    }
    Set<List<Long>> pairs = new HashSet<>();
    for (Refused refused : resolution.refused()) {
      Row row = row(refused, graph);
      if (pairs.add(List.of(row.getLong(2), row.getLong(3)))) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Row row(Refused refused, ComponentGraph graph) {
    Identifier first = refused.edge().a().id();
    Identifier second = refused.edge().b().id();
    boolean inOrder = graph.key(first) < graph.key(second);
    Identifier a = inOrder ? first : second;
    Identifier b = inOrder ? second : first;
    return RowFactory.create(
        null,
        null,
        graph.key(a),
        graph.key(b),
        a.value(),
        b.value(),
        refused.conflict().reason().text(),
        refused.conflict().words(),
        CollectionConverters.asScala(
            refused.conflict().conflicting().stream().map(Identifier::toString).toList()));
  }
}
