package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.IS_ANCHOR;
import static io.truecount.identity.IdentityTables.PREVIOUS_CUSTOMER_ID;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How the customers of two resolutions differ.
 *
 * @param before how many customers there were
 * @param after how many there are
 * @param changes of customer ids: how many were created, split, merged and retired
 * @param movers the customers whose identifiers change most, these first
 */
public record IdentityDifference(
    long before, long after, Map<String, Long> changes, List<Mover> movers) {

  /**
   * A customer whose identifiers change.
   *
   * @param before how many it had; 0 for a new customer
   * @param after how many it has; 0 for one that is merged or retired
   * @param left identifiers that it no longer has
   * @param joined identifiers that it did not have
   */
  public record Mover(String customerId, long before, long after, long left, long joined) {}

  public IdentityDifference {
    changes = Map.copyOf(changes);
    movers = List.copyOf(movers);
  }

  /**
   * Compares at once. Cost: a scan of each map for the anchors, one for the sizes of the movers,
   * and an aggregation of the moves; the driver gets the movers asked for.
   *
   * <pre>
   *   moves   value | customer_id | previous_customer_id     movers   id | left | joined
   *           a1    | B           | A                                 B  | 0    | 2
   *           u1    | B           | A                                 A  | 2    | 0
   *           e9    | NULL        | C                                 C  | 1    | 0
   * </pre>
   *
   * @param before map of the one, in the shape of {@link IdentityTables#map()}
   * @param now map of the other
   * @param moves from the one to the other, in the shape of {@link IdentityRunTables#mapHistory()}
   * @param changes from the one to the other, in the shape of {@link IdentityRunTables#changes()}
   * @param most how many movers to name
   */
  public static IdentityDifference of(
      Dataset<Row> before, Dataset<Row> now, Dataset<Row> moves, Dataset<Row> changes, int most) {
    Map<String, Long> counts = new HashMap<>();
    changes
        .groupBy("change")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return new IdentityDifference(
        before.where(col(IS_ANCHOR)).count(),
        now.where(col(IS_ANCHOR)).count(),
        counts,
        movers(before, now, moves, most));
  }

  /** How many ids were {@code created}, {@code split}, {@code merged} or {@code retired}. */
  public long changed(String change) {
    return changes.getOrDefault(change, 0L);
  }

  private static List<Mover> movers(
      Dataset<Row> before, Dataset<Row> now, Dataset<Row> moves, int most) {
    Dataset<Row> ends =
        moves
            .select(
                col(PREVIOUS_CUSTOMER_ID).as(CUSTOMER_ID), lit(1L).as("left"), lit(0L).as("joined"))
            .union(moves.select(col(CUSTOMER_ID), lit(0L), lit(1L)))
            .where(col(CUSTOMER_ID).isNotNull());
    List<Row> top =
        ends.groupBy(CUSTOMER_ID)
            .agg(sum("left").as("left"), sum("joined").as("joined"))
            .orderBy(col("left").plus(col("joined")).desc(), col(CUSTOMER_ID))
            .limit(most)
            .collectAsList();
    Object[] ids = top.stream().map(row -> row.getString(0)).toArray();
    Map<String, Long> had = sizes(before, ids);
    Map<String, Long> has = sizes(now, ids);
    return top.stream()
        .map(
            row ->
                new Mover(
                    row.getString(0),
                    had.getOrDefault(row.getString(0), 0L),
                    has.getOrDefault(row.getString(0), 0L),
                    row.getLong(1),
                    row.getLong(2)))
        .toList();
  }

  private static Map<String, Long> sizes(Dataset<Row> map, Object[] ids) {
    Map<String, Long> sizes = new HashMap<>();
    map.where(col(CUSTOMER_ID).isin(ids))
        .groupBy(CUSTOMER_ID)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> sizes.put(row.getString(0), row.getLong(1)));
    return sizes;
  }
}
