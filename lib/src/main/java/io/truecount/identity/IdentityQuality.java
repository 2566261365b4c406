package io.truecount.identity;

import static io.truecount.identity.IdentityMeasure.CUSTOMERS;
import static io.truecount.identity.IdentityMeasure.F1;
import static io.truecount.identity.IdentityMeasure.ID_CHANGES;
import static io.truecount.identity.IdentityMeasure.LABELLED_IDENTIFIERS;
import static io.truecount.identity.IdentityMeasure.PRECISION;
import static io.truecount.identity.IdentityMeasure.RECALL;
import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import io.truecount.config.IdentityConfig;
import io.truecount.config.Run;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * How good the identities of a run are, in numbers: by measure and category.
 *
 * <pre>
 *   map      type    | value | customer_id      quality   measure         | category | value
 *            user_id | u1    | A                          identifiers     | email    | 1
 *            email   | jane  | A                          identifiers     | user_id  | 1
 *            anon    | a1    | B                          identifiers     | anon     | 1
 *                                                         customers       |          | 2
 *                                                         known_customers |          | 1
 *                                                         known_share     |          | 0.5
 *                                                         customer_sizes  | 1        | 1
 *                                                         customer_sizes  | 2-3      | 1
 * </pre>
 *
 * @param values by measure, then by category; the category is empty for a measure without any
 */
public record IdentityQuality(Map<IdentityMeasure, ? extends Map<String, Double>> values) {
  /** Nothing measured. */
  public static final IdentityQuality NONE = new IdentityQuality(Map.of());

  public static final String MEASURE = "measure";
  public static final String CATEGORY = "category";
  public static final String VALUE = "measured";

  /** The category of a measure that has none. */
  public static final String ALL = "";

  /** Of the labelled sample: identifiers that a customer has, and others. */
  public static final String FOUND = "found";

  public static final String UNKNOWN = "unknown";

  /**
   * What is measured.
   *
   * @param map in the shape of {@link IdentityTables#map()}, as the others of theirs
   * @param changes of the run
   * @param links how many rows the edges have
   */
  public record Input(
      Dataset<Row> map,
      Dataset<Row> rejections,
      Dataset<Row> blocked,
      Dataset<Row> changes,
      long links) {}

  public IdentityQuality {
    Map<IdentityMeasure, Map<String, Double>> copy = new EnumMap<>(IdentityMeasure.class);
    values.forEach(
        (measure, of) -> copy.put(measure, Collections.unmodifiableMap(new TreeMap<>(of))));
    values = Collections.unmodifiableMap(copy);
  }

  /** One row for each measure and category of each run. */
  public static TableDefinition table() {
    return new TableDefinition(
        "identity_quality",
        "one measure of the identities that one run made, for one category",
        List.of(IdentityTables.RUN_ID, MEASURE, CATEGORY),
        List.of(
            new Column(IdentityTables.RUN_ID, DataTypes.StringType, "run"),
            new Column(IdentityTables.AS_OF, DataTypes.TimestampType, "as_of of the run"),
            new Column(
                MEASURE,
                DataTypes.StringType,
                Arrays.stream(IdentityMeasure.values())
                    .map(measure -> "%s (%s)".formatted(measure.text(), measure.meaning()))
                    .collect(joining(", "))),
            new Column(
                CATEGORY,
                DataTypes.StringType,
                "type, size (from-to), reason, change or id that the number is of; empty for all"),
            new Column(VALUE, DataTypes.DoubleType, "a number of the things named, or a share")));
  }

  /**
   * Measures at once.
   *
   * <p>Cost: one query with two shuffles, of the map's customers and of its components, a row of
   * some 60 bytes each; it reads three columns of the map, and one each of the other tables. The
   * driver gets as many rows as there are types, reasons and powers of two.
   */
  public static IdentityQuality of(Input input, IdentityConfig config) {
    return IdentityMeasurement.of(input, config);
  }

  /** The same with what a labelled sample says. */
  public IdentityQuality with(LabelledSample sample) {
    Map<IdentityMeasure, Map<String, Double>> all = new EnumMap<>(IdentityMeasure.class);
    all.putAll(values);
    all.put(
        LABELLED_IDENTIFIERS,
        Map.of(FOUND, (double) sample.found(), UNKNOWN, (double) sample.unknown()));
    sample.pairs().precision().ifPresent(share -> all.put(PRECISION, Map.of(ALL, share)));
    sample.pairs().recall().ifPresent(share -> all.put(RECALL, Map.of(ALL, share)));
    sample.pairs().f1().ifPresent(share -> all.put(F1, Map.of(ALL, share)));
    return new IdentityQuality(all);
  }

  /** The measures of one run; none when the table has no row of it. */
  public static IdentityQuality read(Dataset<Row> table, String runId) {
    Map<IdentityMeasure, Map<String, Double>> values = new EnumMap<>(IdentityMeasure.class);
    for (Row row :
        table
            .where(col(IdentityTables.RUN_ID).equalTo(runId))
            .select(MEASURE, CATEGORY, VALUE)
            .collectAsList()) {
      IdentityMeasure.of(row.getString(0))
          .ifPresent(
              measure ->
                  values
                      .computeIfAbsent(measure, m -> new TreeMap<>())
                      .put(row.getString(1), row.getDouble(2)));
    }
    return new IdentityQuality(values);
  }

  /** In the shape of {@link #table()}. */
  public Dataset<Row> rows(SparkSession spark, Run run) {
    List<Row> rows = new ArrayList<>();
    values.forEach(
        (measure, of) ->
            of.forEach(
                (category, value) ->
                    rows.add(
                        RowFactory.create(run.id(), run.asOf(), measure.text(), category, value))));
    return spark.createDataFrame(rows, table().schema());
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** A measure without categories; empty when it was not measured. */
  public OptionalDouble value(IdentityMeasure measure) {
    Double value = of(measure).get(ALL);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** A measure of a category; 0 when none was counted. */
  public long count(IdentityMeasure measure, String category) {
    return Math.round(of(measure).getOrDefault(category, 0.0));
  }

  /** Of all categories together. */
  public long total(IdentityMeasure measure) {
    return Math.round(of(measure).values().stream().mapToDouble(value -> value).sum());
  }

  /** By category. */
  public Map<String, Double> of(IdentityMeasure measure) {
    Map<String, Double> found = values.get(measure);
    return found == null ? Map.of() : found;
  }

  /** The categories of a measure with their counts, largest first. */
  public List<Map.Entry<String, Long>> largestFirst(IdentityMeasure measure) {
    return of(measure).keySet().stream()
        .map(category -> Map.entry(category, count(measure, category)))
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  /** Customers of the release before: what the run made of them and added gives those of now. */
  public long customersBefore() {
    return total(CUSTOMERS)
        - count(ID_CHANGES, "created")
        - count(ID_CHANGES, "split")
        + count(ID_CHANGES, "merged")
        + count(ID_CHANGES, "retired");
  }
}
