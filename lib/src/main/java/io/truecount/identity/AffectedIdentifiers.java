package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import io.truecount.config.IdentityConfig;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which identifiers a change of some lists may give another customer, or another row: those of the
 * lists or of scored links that changed, and all others that are connected with them, also by
 * refused edges. No list outside has one of them, so that resolving these alone gives what
 * resolving all would.
 *
 * <pre>
 *   lists that changed   accepted      map   key | connected_component     affected   key
 *                        u1, a9              u1  | 1                                  u1
 *                                            a1  | 1                                  a1
 *                                            a2  | 2                                  a9
 * </pre>
 */
final class AffectedIdentifiers {
  private AffectedIdentifiers() {}

  /**
   * The keys of the affected identifiers, unique. Cost: two joins of the map with few keys; where
   * identifiers came hashed for the first time, a hash of each clear value in the map besides; with
   * scored links, a comparison of these with those of the release before.
   *
   * @param lists that came, went, or have other events, as {@link IdentifierLists#normalized} gives
   *     them
   * @param named identifiers that overrides name which came or went: key, type, value
   * @param before of the release before
   * @param scored links of this run; empty without a matcher
   */
  static Dataset<Row> of(
      Dataset<Row> lists,
      Dataset<Row> named,
      IdentityUpdate.Before before,
      Optional<Dataset<Row>> scored,
      IdentityConfig config) {
    Dataset<Row> map = before.map();
    Dataset<Row> own =
        lists
            .select(explode(col(IdentifierReader.ACCEPTED)).as("i"))
            .select("i." + KEY, "i." + TYPE, "i." + VALUE)
            .union(named)
            .distinct();
    Dataset<Row> keys = own.select(KEY);
    if (ForcedLinks.any(config)) {
      keys = keys.union(ForcedLinks.partners(own, config));
    }
    if (!HashedValues.types(config).isEmpty()) {
      keys = keys.union(counterparts(own, map, config));
    }
    if (scored.isPresent()) {
      Dataset<Row> known = map.select(KEY).union(own.select(KEY));
      keys = keys.union(ScoredEdges.changedEnds(scored.get(), before.edges(), known));
    }
    Dataset<Row> components =
        map.join(keys.distinct(), new String[] {KEY}, "left_semi")
            .select(CONNECTED_COMPONENT)
            .distinct();
    return map.join(components, new String[] {CONNECTED_COMPONENT}, "left_semi")
        .select(KEY)
        .union(own.select(KEY))
        .distinct();
  }

  /** The hashes of clear values, and the clear values of hashes that the map does not know. */
  private static Dataset<Row> counterparts(
      Dataset<Row> own, Dataset<Row> map, IdentityConfig config) {
    Dataset<Row> hashes = HashLinks.keysOfHashes(own, config);
    Dataset<Row> newHashes =
        HashLinks.hashed(own, config).join(map.select(KEY), new String[] {KEY}, "left_anti");
    return newHashes.isEmpty()
        ? hashes
        : hashes.union(HashLinks.keysOfClear(map, newHashes, config));
  }
}
