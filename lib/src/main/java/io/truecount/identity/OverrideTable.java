package io.truecount.identity;

import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.struct;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.Named;
import io.truecount.identity.rules.Identifier;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@link IdentityTables#overrides()}. A project's setting {@code
 * identity.max-overrides} bounds them, so that they are on the driver.
 */
public final class OverrideTable {
  /** What becomes of an override in a run. */
  public enum State {
    /** Records have all of its identifiers. */
    ACTS("acts"),
    /** It expires at the run's as_of, or before. */
    EXPIRED("expired, as of this run"),
    /** No record has one of its identifiers, or that one links nothing anyway. */
    UNKNOWN("names an identifier that no event has, or that links nothing anyway");

    private final String meaning;

    State(String meaning) {
      this.meaning = meaning;
    }

    /** As the table spells it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** All of them. */
    static String words() {
      return Arrays.stream(values())
          .map(state -> "%s (%s)".formatted(state.text(), state.meaning))
          .collect(joining(", "));
    }
  }

  private OverrideTable() {}

  /**
   * All overrides, those that have expired too.
   *
   * @param declared with all overrides of the project
   * @param map in the shape of {@link IdentityTables#map()}, of the same run
   * @param blocked in the shape of {@link IdentityTables#blocked()}, of the same run
   */
  public static Dataset<Row> of(
      IdentityConfig declared, Instant asOf, Dataset<Row> map, Dataset<Row> blocked) {
    List<NormalizedOverride> overrides = NormalizedOverride.all(declared);
    Set<Identifier> known = known(overrides, declared, map, blocked);
    List<Row> rows = new ArrayList<>();
    for (NormalizedOverride one : overrides) {
      rows.add(row(one, state(one, asOf, declared, known)));
    }
    return map.sparkSession().createDataFrame(rows, IdentityTables.overrides().schema());
  }

  /**
   * The overrides that a run has applied, with normalised values; their files are not known.
   *
   * @param rows in the shape of {@link IdentityTables#overrides()}, of that run
   */
  static List<IdentityOverride> applied(Dataset<Row> rows) {
    return rows
        .where(col(IdentityTables.STATE).notEqual(State.EXPIRED.text()))
        .where(col("a_type").isNotNull())
        .collectAsList()
        .stream()
        .map(OverrideTable::override)
        .toList();
  }

  private static IdentityOverride override(Row row) {
    List<Named> identifiers = new ArrayList<>();
    for (String end : List.of("a", "b")) {
      if (row.getAs(end + "_type") != null) {
        identifiers.add(new Named(row.getAs(end + "_type"), row.getAs(end + "_value")));
      }
    }
    String place = row.getAs(IdentityTables.PLACE);
    return new IdentityOverride(
        Action.valueOf(row.<String>getAs("action").toUpperCase(Locale.ROOT)),
        identifiers,
        row.getAs("author"),
        row.getAs("reason"),
        IdentityOverride.NEVER,
        place,
        place);
  }

  private static State state(
      NormalizedOverride one, Instant asOf, IdentityConfig config, Set<Identifier> known) {
    if (!one.override().acts(asOf)) {
      return State.EXPIRED;
    }
    boolean acts = one.hasEffect() && one.spellings(config).stream().anyMatch(known::containsAll);
    return acts ? State.ACTS : State.UNKNOWN;
  }

  private static Row row(NormalizedOverride one, State state) {
    IdentityOverride override = one.override();
    List<Identifier> ids = one.hasEffect() ? one.ids() : written(override);
    boolean pair = ids.size() > 1;
    return RowFactory.create(
        override.place(),
        override.action().text(),
        ids.get(0).type(),
        ids.get(0).value(),
        pair ? ids.get(1).type() : null,
        pair ? ids.get(1).value() : null,
        override.author(),
        override.reason(),
        expires(override),
        state.text());
  }

  private static List<Identifier> written(IdentityOverride override) {
    return override.identifiers().stream()
        .map(named -> new Identifier(named.type(), named.value()))
        .sorted()
        .toList();
  }

  private static @Nullable Timestamp expires(IdentityOverride override) {
    return override.expires().equals(IdentityOverride.NEVER)
        ? null
        : Timestamp.from(override.expires());
  }

  /** Which of the identifiers of overrides records have. */
  private static Set<Identifier> known(
      List<NormalizedOverride> overrides,
      IdentityConfig config,
      Dataset<Row> map,
      Dataset<Row> blocked) {
    List<Row> named =
        overrides.stream()
            .flatMap(one -> one.spellings(config).stream().flatMap(List::stream))
            .distinct()
            .map(id -> RowFactory.create(id.type(), id.value()))
            .toList();
    if (named.isEmpty()) {
      return Set.of();
    }
    Dataset<Row> asked = broadcast(identifiers(map.sparkSession(), named));
    return Stream.of(map.select(TYPE, VALUE), normalized(blocked, config))
        .flatMap(
            seen ->
                seen
                    .join(asked, new String[] {TYPE, VALUE}, "left_semi")
                    .distinct()
                    .collectAsList()
                    .stream())
        .map(row -> new Identifier(row.getString(0), row.getString(1)))
        .collect(toSet());
  }

  /** What overrides have blocked, as it would be without them. */
  private static Dataset<Row> normalized(Dataset<Row> blocked, IdentityConfig config) {
    Dataset<Row> lists =
        blocked
            .where(col("reason").equalTo(Refusal.OVERRIDE.text()))
            .select(array(struct(col(TYPE), col(VALUE))).as(IdentityTables.IDENTIFIERS));
    return IdentifierLists.normalized(lists, config.withOverrides(List.of()))
        .select(explode(col(IdentifierReader.ACCEPTED)).as("i"))
        .select(col("i." + TYPE).as(TYPE), col("i." + VALUE).as(VALUE));
  }

  /** A row for each identifier: type and value. */
  static Dataset<Row> identifiers(SparkSession spark, List<Row> rows) {
    StructType shape =
        new StructType().add(TYPE, DataTypes.StringType).add(VALUE, DataTypes.StringType);
    return spark.createDataFrame(rows, shape);
  }
}
