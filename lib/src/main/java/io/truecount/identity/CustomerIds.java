package io.truecount.identity;

import static io.truecount.identity.IdentityTables.AS_OF;
import static io.truecount.identity.IdentityTables.CREATED_AT;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.IS_ANCHOR;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * Gives components the customer ids that they had before. Each customer has an anchor, its
 * identifier smallest by (priority, first_seen, type, value). In the next run an old id follows its
 * anchor into exactly one component; a component takes the smallest by (priority of the anchor,
 * created_at, id) of the ids that came, so that known beats anonymous and then the older survives;
 * the others are merged into it. A component that no id follows gets a new one, made of its anchor
 * and the run's as-of. When an anchor itself is gone (erased, newly blocked), its id follows the
 * best of the identifiers left.
 */
final class CustomerIds {
  static final String COMPONENT = "component";
  static final String PRIORITY = "priority";
  static final String CURRENT = "current_customer_id";

  private static final String OLD_ID = "old_id";
  private static final String CAME_FROM = "came_from";
  private static final String RELATED = "related_customer_id";
  private static final String REDIRECTED_AT = "redirected_at";

  private CustomerIds() {}

  /**
   * Components with their names.
   *
   * @param named one component: component, customer_id, created_at, is_new, came_from
   * @param fates one old id: old_id and current_customer_id, NULL when no identifier is left
   */
  record Named(Dataset<Row> named, Dataset<Row> fates) {}

  /**
   * Marks the anchor of each component: its first identifier by (priority, first_seen, type,
   * value).
   *
   * <pre>
   *   members   component | type    | value | priority      ranked   … | is_anchor
   *             100       | user_id | u1    | 1                        | true
   *             100       | device  | d1    | 3                        | false
   *             200       | device  | d2    | 3                        | true
   * </pre>
   */
  static Dataset<Row> ranked(Dataset<Row> members) {
    var best =
        Window.partitionBy(COMPONENT)
            .orderBy(col(PRIORITY), col(FIRST_SEEN), col(TYPE), col(VALUE));
    return members.withColumn(IS_ANCHOR, row_number().over(best).equalTo(1));
  }

  /**
   * Names every component.
   *
   * <pre>
   *   ranked        key | component | is_anchor      previousMap   key | customer_id | is_anchor
   *                 1   | 100       | true                         1   | A           | true
   *                 2   | 100       | false                        2   | B           | true
   *                 3   | 200       | true                         4   | C           | true
   *   named         component | customer_id  | is_new | came_from
   *                 100       | A            | false  | A
   *                 200       | a new id, D  | true   | NULL
   *   fates         old_id | current_customer_id
   *                 A      | A
   *                 B      | A
   *                 C      | NULL
   * </pre>
   *
   * @param ranked one identifier: its columns, priority, component, is_anchor
   * @param previousMap the identity map of the release before; empty in the first run
   */
  static Named named(Dataset<Row> ranked, Dataset<Row> previousMap, Instant asOf) {
    return named(ranked, previousMap, asOf, asOf.toString());
  }

  /**
   * As {@link #named(Dataset, Dataset, Instant)}.
   *
   * @param seed new ids are made of it and of the anchor
   */
  static Named named(Dataset<Row> ranked, Dataset<Row> previousMap, Instant asOf, String seed) {
    Dataset<Row> kept = kept(ranked, previousMap);
    Dataset<Row> followers = followers(kept);
    Dataset<Row> survivors = survivors(followers);
    Dataset<Row> named =
        ranked
            .where(col(IS_ANCHOR))
            .select(COMPONENT, TYPE, VALUE)
            .join(survivors, columns(COMPONENT), "left")
            .join(origins(kept), columns(COMPONENT), "left")
            .select(
                col(COMPONENT),
                coalesce(col("survivor." + OLD_ID), newId(seed)).as(CUSTOMER_ID),
                coalesce(col("survivor." + CREATED_AT), lit(asOf)).as(CREATED_AT),
                col("survivor").isNull().as("is_new"),
                col(CAME_FROM));
    Dataset<Row> fates =
        previousMap
            .where(col(IS_ANCHOR))
            .select(col(CUSTOMER_ID).as(OLD_ID))
            .join(
                followers
                    .join(survivors, COMPONENT)
                    .select(col(OLD_ID), col("survivor." + OLD_ID).as(CURRENT)),
                columns(OLD_ID),
                "left");
    return new Named(named, fates);
  }

  /**
   * Identifiers with the names of their components, in the shape of {@link IdentityTables#map()}.
   *
   * <pre>
   *   ranked   key | component      named   component | customer_id      map   key | customer_id
   *            1   | 100                    100       | A                      1   | A
   *            2   | 100                    200       | D                      2   | A
   *            3   | 200                                                       3   | D
   * </pre>
   */
  static Dataset<Row> map(Dataset<Row> ranked, Named names) {
    return IdentityTables.map()
        .select(ranked.join(names.named().select(COMPONENT, CUSTOMER_ID, CREATED_AT), COMPONENT));
  }

  /**
   * In the shape of {@link IdentityRunTables#changes()}, but for the run. For the example of {@link
   * #named}:
   *
   * <pre>
   *   change  | customer_id | related_customer_id
   *   created | D           | NULL
   *   merged  | B           | A
   *   retired | C           | NULL
   * </pre>
   */
  static Dataset<Row> changes(Named names, Instant asOf) {
    Dataset<Row> came =
        names
            .named()
            .where(col("is_new"))
            .withColumn("change", when(col(CAME_FROM).isNull(), "created").otherwise("split"))
            .withColumn(RELATED, col(CAME_FROM));
    Dataset<Row> went =
        gone(names)
            .withColumn("change", when(col(CURRENT).isNull(), "retired").otherwise("merged"))
            .withColumn(CUSTOMER_ID, col(OLD_ID))
            .withColumn(RELATED, col(CURRENT));
    Column[] shape = {col(AS_OF), col("change"), col(CUSTOMER_ID), col(RELATED)};
    return came.withColumn(AS_OF, lit(asOf))
        .select(shape)
        .union(went.withColumn(AS_OF, lit(asOf)).select(shape));
  }

  /**
   * In the shape of {@link IdentityTables#redirects()}: old redirects follow their target. For the
   * example of {@link #named}:
   *
   * <pre>
   *   previous   customer_id | current_customer_id      result   customer_id | current_customer_id
   *              X           | B                                 X           | A
   *              Y           | C                                 Y           | NULL
   *                                                              B           | A
   *                                                              C           | NULL
   * </pre>
   */
  static Dataset<Row> redirects(Named names, Dataset<Row> previous, Instant asOf) {
    Dataset<Row> gone =
        gone(names).select(col(OLD_ID).as(CUSTOMER_ID), col(CURRENT), lit(asOf).as(REDIRECTED_AT));
    Dataset<Row> target = gone.select(col(CUSTOMER_ID).as(OLD_ID), col(CURRENT).as("moved_to"));
    return previous
        .join(target, previous.col(CURRENT).equalTo(target.col(OLD_ID)), "left")
        .select(
            col(CUSTOMER_ID),
            when(col(OLD_ID).isNotNull(), col("moved_to")).otherwise(col(CURRENT)).as(CURRENT),
            col(REDIRECTED_AT))
        .union(gone);
  }

  /** The identifiers of the release before that still exist, with their component of today. */
  private static Dataset<Row> kept(Dataset<Row> ranked, Dataset<Row> previousMap) {
    Dataset<Row> old =
        previousMap.select(
            col(KEY),
            col(CUSTOMER_ID).as(OLD_ID),
            not(col(IS_ANCHOR)).as("was_no_anchor"),
            col(CREATED_AT));
    return ranked.select(KEY, TYPE, VALUE, FIRST_SEEN, PRIORITY, COMPONENT).join(old, KEY);
  }

  /** One row for each old id: old_id, the component it follows its anchor into, claim. */
  private static Dataset<Row> followers(Dataset<Row> kept) {
    Column best =
        struct(
            col("was_no_anchor"),
            col(PRIORITY),
            col(FIRST_SEEN),
            col(TYPE),
            col(VALUE),
            col(COMPONENT),
            col(CREATED_AT));
    return kept.groupBy(OLD_ID)
        .agg(min(best).as("best"))
        .select(
            col(OLD_ID),
            col("best." + COMPONENT).as(COMPONENT),
            struct(col("best." + PRIORITY), col("best." + CREATED_AT), col(OLD_ID)).as("claim"));
  }

  private static Dataset<Row> survivors(Dataset<Row> followers) {
    return followers.groupBy(COMPONENT).agg(min("claim").as("survivor"));
  }

  /** The old customer of each component's best identifier that had one. */
  private static Dataset<Row> origins(Dataset<Row> kept) {
    Column best = struct(col(PRIORITY), col(FIRST_SEEN), col(TYPE), col(VALUE), col(OLD_ID));
    return kept.groupBy(COMPONENT).agg(min(best).getField(OLD_ID).as(CAME_FROM));
  }

  private static Dataset<Row> gone(Named names) {
    return names.fates().where(not(col(OLD_ID).eqNullSafe(col(CURRENT))));
  }

  private static Column newId(String seed) {
    UDF2<String, String, String> id =
        (type, value) -> NameBasedUuid.of(type, value, seed).toString();
    return udf(id, DataTypes.StringType).apply(col(TYPE), col(VALUE));
  }

  private static String[] columns(String... names) {
    return names;
  }
}
