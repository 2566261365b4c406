package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.HAS_REFUSED;
import static io.truecount.identity.IdentityTables.KEY;
import static org.apache.spark.sql.functions.col;

import io.truecount.config.IdentityConfig;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Brings the generic values up to date, where these are blocked. They are found among all records,
 * blocked values too: which other values link does not matter.
 *
 * <p>Only values of touched lists are counted again. The lists that have one are those of its
 * component; and, as a blocked value is of none, those that have a refused value.
 */
final class GenericUpdate {
  private final IdentityConfig config;
  private final Dataset<Row> before;
  private final Dataset<Row> map;

  /**
   * @param config of the run, in which no generic value is blocked
   * @param before generic values of the release before, in the shape of {@link
   *     IdentityTables#generic()}
   * @param map of the release before
   */
  GenericUpdate(IdentityConfig config, Dataset<Row> before, Dataset<Row> map) {
    this.config = config.withGeneric(List.of());
    this.before = before;
    this.map = map;
  }

  /**
   * The generic values of all records.
   *
   * @param counted keys of the values that are counted again, unique: those of all lists that came,
   *     went or link otherwise
   * @param stored all lists of identifiers once they are up to date, with the key that the release
   *     before had
   */
  Dataset<Row> of(Dataset<Row> counted, Dataset<Row> stored) {
    Dataset<Row> lists = IdentifierLists.normalized(having(counted, stored), config);
    Dataset<Row> found =
        GenericIdentifiers.of(
            IdentityEdges.ofLists(lists), IdentifierLists.identifiers(lists), config);
    return keyed(before)
        .join(counted, columns(), "left_anti")
        .unionByName(keyed(found).join(counted, columns(), "left_semi"))
        .drop(KEY);
  }

  /** The lists that have one of these values, and others. */
  private Dataset<Row> having(Dataset<Row> counted, Dataset<Row> stored) {
    Dataset<Row> components =
        map.join(counted, columns(), "left_semi").select(CONNECTED_COMPONENT).distinct();
    Dataset<Row> keys =
        map.join(components, new String[] {CONNECTED_COMPONENT}, "left_semi")
            .select(KEY)
            .union(counted);
    Dataset<Row> linked = stored.join(keys.distinct(), columns(), "left_semi");
    return linked.union(
        stored.where(col(HAS_REFUSED)).join(keys.distinct(), columns(), "left_anti"));
  }

  private static Dataset<Row> keyed(Dataset<Row> generic) {
    return generic.withColumn(KEY, GenericIdentifiers.key());
  }

  private static String[] columns() {
    return new String[] {KEY};
  }
}
