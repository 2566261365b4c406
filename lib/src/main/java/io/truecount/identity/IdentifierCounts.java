package io.truecount.identity;

import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentifierLists.RUN_EVENTS;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.RUN_ID;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Counts the identifiers of each source and type by what became of them, in the shape of {@link
 * IdentityRunTables#counts()}; the type {@code *} is all types together.
 *
 * <pre>
 *   lists    source | accepted  | refused         | run_events
 *            web    | email=a   |                 | 2
 *            web    |           | email=(not set) | 1
 *   counts   source | type  | records | linked | given | hashed | invalid | blocked
 *            web    | email | 3       | 2      | 3     | 0      | 0       | 1
 *            web    | *     | 3       | 2      | 3     | 0      | 0       | 1
 * </pre>
 *
 * <p>Cost: one aggregation of the distinct lists of identifiers, which are computed anyway; sources
 * x types rows on the driver.
 */
final class IdentifierCounts {
  /** All types together. */
  static final String ALL = "*";

  private static final String ALL_HASHED = "all_hashed";

  private final Dataset<Row> lists;
  private final List<Row> counted;

  private IdentifierCounts(Dataset<Row> lists, List<Row> counted) {
    this.lists = lists;
    this.counted = counted;
  }

  /**
   * Counts at once.
   *
   * @param lists as {@link IdentifierLists#of} gives them
   */
  static IdentifierCounts of(Dataset<Row> lists, IdentityConfig config) {
    Column types =
        array_distinct(
            concat(
                array(lit(ALL)),
                transform(col(IdentifierReader.ACCEPTED), i -> i.getField(TYPE)),
                transform(col(IdentifierReader.REFUSED), r -> r.getField(TYPE))));
    Dataset<Row> counted =
        lists
            .withColumn(TYPE, explode(types))
            .where(col(TYPE).isin(counted(config)))
            .groupBy(SOURCE, TYPE)
            .agg(sum(RUN_EVENTS).as("records"), values(config));
    return new IdentifierCounts(lists, counted.collectAsList());
  }

  /** Whether any event of any run has a hashed value. */
  boolean anyHashed() {
    return counted.stream().anyMatch(row -> row.<Long>getAs(ALL_HASHED) > 0);
  }

  /** The counts of the run; a source without a record in it has no row. */
  Dataset<Row> rows(String runId) {
    List<String> names = IdentityRunTables.counts().columnNames();
    List<Row> rows =
        counted.stream()
            .filter(row -> row.<Long>getAs("records") > 0)
            .map(row -> row(names, row, runId))
            .toList();
    return lists.sparkSession().createDataFrame(rows, IdentityRunTables.counts().schema());
  }

  private static Row row(List<String> names, Row counts, String runId) {
    return RowFactory.create(
        names.stream()
            .map(name -> name.equals(RUN_ID) ? runId : counts.<Object>getAs(name))
            .toArray());
  }

  /** What a project declares bounds the rows; records may make up types without end. */
  private static Object[] counted(IdentityConfig config) {
    return Stream.concat(
            Stream.of(ALL),
            config.types().stream()
                .filter(type -> type.level() != Level.ACCOUNT)
                .map(IdentifierType::name))
        .toArray();
  }

  private static Column[] values(IdentityConfig config) {
    Column accepted = ofType(IdentifierReader.ACCEPTED);
    Column refused =
        filter(
            ofType(IdentifierReader.REFUSED), r -> reason(r).notEqual(Refusal.UNDECLARED.text()));
    Object[] hashable = HashedValues.types(config).toArray();
    Column hashed =
        size(
            filter(
                accepted,
                i -> i.getField(TYPE).isin(hashable).and(HashLinks.isHash(i.getField(VALUE)))));
    Column invalid = size(filter(refused, r -> reason(r).equalTo(Refusal.INVALID.text())));
    return new Column[] {
      ofRun(when(size(accepted).gt(0), 1).otherwise(0)).as("linked"),
      ofRun(size(accepted).plus(size(refused))).as("given"),
      ofRun(hashed).as("hashed"),
      ofRun(invalid).as("invalid"),
      ofRun(size(refused).minus(invalid)).as("blocked"),
      sum(hashed.multiply(col(EVENT_COUNT))).as(ALL_HASHED)
    };
  }

  private static Column ofRun(Column values) {
    return sum(values.multiply(col(RUN_EVENTS)));
  }

  private static Column ofType(String identifiers) {
    Column all = col(TYPE).equalTo(ALL);
    return filter(col(identifiers), i -> all.or(i.getField(TYPE).equalTo(col(TYPE))));
  }

  private static Column reason(Column refused) {
    return refused.getField("reason");
  }
}
