package io.truecount.identity;

import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.SCORE;
import static io.truecount.identity.IdentityTables.TYPE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.max;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Edges of scored links, in the shape of {@link IdentityTables#edges()}:
 *
 * <pre>
 *   links   a  | b  | score    identifiers   key | first_seen
 *           u1 | u2 | 0.98                   u1  | 2026-03-01
 *           u1 | u7 | 0.99                   u2  | 2026-03-02
 *   ->  one edge u1 – u2, event_count 0, first_seen 2026-03-02, score 0.98
 * </pre>
 *
 * A link with an end that no record has is none.
 */
final class ScoredEdges {
  private ScoredEdges() {}

  /**
   * The edges of some identifiers. Cost: two joins of the links with them.
   *
   * @param links a, b (keys, a the smaller one) and score; in any number of one pair
   * @param identifiers as {@link IdentifierLists#identifiers} gives them
   */
  static Dataset<Row> of(Dataset<Row> links, Dataset<Row> identifiers) {
    Dataset<Row> ends = identifiers.select(KEY, TYPE, FIRST_SEEN);
    return IdentityEdges.withoutRecords(
        best(links)
            .join(ends.as("left"), col("a").equalTo(col("left." + KEY)))
            .join(ends.as("right"), col("b").equalTo(col("right." + KEY))),
        "left",
        "right",
        col(SCORE));
  }

  /** Of several links of one pair the one with the highest score. */
  private static Dataset<Row> best(Dataset<Row> links) {
    return links.groupBy("a", "b").agg(max(SCORE).as(SCORE));
  }

  /**
   * The ends of links that came, went or have another score since the release before, one column.
   * Links are left out that still have an end which no record has.
   *
   * @param before edges of the release before
   * @param known the keys that records of this run or the release before have, one column
   */
  static Dataset<Row> changedEnds(Dataset<Row> links, Dataset<Row> before, Dataset<Row> known) {
    Dataset<Row> is = best(links);
    Dataset<Row> was = before.where(col(SCORE).isNotNull()).select("a", "b", SCORE);
    Dataset<Row> came = is.except(was);
    Dataset<Row> went = was.except(is);
    for (String end : new String[] {"a", "b"}) {
      came = came.join(known.select(col(KEY).as(end)), new String[] {end}, "left_semi");
    }
    return came.select("a", "b")
        .union(went.select("a", "b"))
        .select(explode(array(col("a"), col("b"))).as(KEY))
        .distinct();
  }
}
