package io.truecount.customer;

import static io.truecount.event.EventTables.EVENT_ID;
import static io.truecount.event.EventTables.OCCURRED_AT;
import static io.truecount.event.EventTables.PROPERTIES;
import static io.truecount.event.EventTables.SOURCE;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.mode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.CustomersConfig;
import io.truecount.config.CustomersConfig.Rule;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.error.Problems;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Survivorship: the one value of a trait among those in a customer's events.
 *
 * <pre>
 *   events   occurred_at | source | city      city = most recent           Köln
 *            10:00       | web    | Bonn      city = first                 Bonn
 *            11:00       | shop   | Köln      city = source priority web   Bonn
 *            12:00       | shop   | NULL      city = set union             [Bonn, Köln]
 * </pre>
 */
public final class Traits {
  private Traits() {}

  /**
   * Reports traits that cannot be: their name is taken, or their rule does not fit the property.
   *
   * @param properties the typed properties that the contracts of all sources declare together
   */
  public static void check(CustomersConfig config, StructType properties, Problems problems) {
    for (Trait trait : config.traits()) {
      checkName(trait, CustomerTables.FIXED, "customer", problems);
      if (trait.history()) {
        checkName(trait, CustomerTables.VALIDITY, "row of customers_history", problems);
      }
      DataType type = type(trait, properties);
      if (trait.rule() == Rule.ANY_TRUE && type != DataTypes.BooleanType) {
        problems.add(
            "any_true needs a boolean, and %s is %s"
                .formatted(trait.property(), type.simpleString()),
            trait.where(),
            "declare the property as boolean, or choose another rule");
      }
    }
  }

  private static void checkName(
      Trait trait, List<io.truecount.table.Column> fixed, String of, Problems problems) {
    if (fixed.stream().anyMatch(column -> column.name().equals(trait.name()))) {
      problems.add(
          "trait %s has the name of a column that every %s has".formatted(trait.name(), of),
          trait.where(),
          "choose another name");
    }
  }

  /** The type of a trait's column. */
  static DataType type(Trait trait, StructType properties) {
    DataType type = properties.apply(trait.property()).dataType();
    return trait.rule() == Rule.SET_UNION && !(type instanceof ArrayType)
        ? DataTypes.createArrayType(type)
        : type;
  }

  static String words(Trait trait) {
    String rule = trait.rule().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return trait.sources().isEmpty() ? rule : rule + " of " + String.join(", ", trait.sources());
  }

  /** The property in events of the trait's sources; NULL in events of other sources. */
  private static Column given(Trait trait) {
    Column value = col(PROPERTIES).getField(trait.property());
    return trait.sources().isEmpty()
        ? value
        : when(col(SOURCE).isin(trait.sources().toArray()), value);
  }

  /**
   * The value that survives of some of one customer's events.
   *
   * @param over what the aggregate is taken over: all rows of a group, or a window
   */
  static Column survivor(Trait trait, StructType properties, UnaryOperator<Column> over) {
    Column value = given(trait);
    Column survivor =
        switch (trait.rule()) {
          case MOST_RECENT -> over.apply(max_by(value, when(value.isNotNull(), time())));
          case FIRST -> over.apply(min_by(value, when(value.isNotNull(), time())));
          case MOST_FREQUENT -> over.apply(mode(value, true));
          case SOURCE_PRIORITY ->
              over.apply(max_by(value, when(value.isNotNull(), struct(trust(trait), time()))));
          case MIN -> over.apply(min(value));
          case MAX -> over.apply(max(value));
          case ANY_TRUE -> over.apply(bool_or(value));
          case SET_UNION -> union(trait, properties, over.apply(collect_set(value)));
        };
    return survivor.as(trait.name());
  }

  private static Column union(Trait trait, StructType properties, Column values) {
    boolean lists = properties.apply(trait.property()).dataType() instanceof ArrayType;
    Column all = lists ? array_compact(flatten(values)) : values;
    return when(size(values).gt(0), array_sort(array_distinct(all)));
  }

  /** Whether an event says anything of some traits. */
  static Column anyGiven(List<Trait> traits) {
    return traits.stream().map(t -> given(t).isNotNull()).reduce(lit(false), Column::or);
  }

  /** A total order: no two events share source and id. */
  private static Column time() {
    return struct(col(OCCURRED_AT), col(SOURCE), col(EVENT_ID));
  }

  /** Greater for a source named earlier. */
  private static Column trust(Trait trait) {
    Column rank = lit(0);
    for (int i = 0; i < trait.sources().size(); i++) {
      rank = when(col(SOURCE).equalTo(trait.sources().get(i)), lit(-i)).otherwise(rank);
    }
    return rank;
  }
}
