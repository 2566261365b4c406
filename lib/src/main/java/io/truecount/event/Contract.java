package io.truecount.event;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.truecount.config.PropertyConfig;
import io.truecount.config.SourceConfig;
import io.truecount.source.record.Reasons;
import io.truecount.source.record.Records;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks what a source promises about its records; a record that breaks it gets a reason. */
public final class Contract {
  private Contract() {}

  /**
   * Marks the records that lack a required property or have one that is not allowed. A record that
   * its reader refused already keeps that reason. Lazy.
   *
   * <pre>
   *   contract   price { type = double, min = 0 }, kind { required = true }
   *   records    position | kind | price | reason     | detail
   *              1        | sale | 5     | NULL       | NULL
   *              2        | sale | -1    | NULL       | NULL
   *              3        | NULL | NULL  | unparsable | no closing quote
   *   checked    1        | sale | 5     | NULL       | NULL
   *              2        | sale | -1    | contract   | price: -1.0 is below 0.0
   *              3        | NULL | NULL  | unparsable | no closing quote
   * </pre>
   */
  public static Dataset<Row> checked(Dataset<Row> records, SourceConfig source) {
    List<Column> problems = new ArrayList<>();
    source.properties().forEach(property -> addProblems(property, problems));
    return problems.isEmpty()
        ? records
        : refused(records, Reasons.CONTRACT, coalesce(problems.toArray(Column[]::new)));
  }

  /** The reason that was found first stays. */
  private static Dataset<Row> refused(Dataset<Row> records, String reason, Column problem) {
    Column good = col(Records.REASON).isNull();
    return records
        .withColumn(Records.DETAIL, when(good, problem).otherwise(col(Records.DETAIL)))
        .withColumn(
            Records.REASON,
            when(good.and(col(Records.DETAIL).isNotNull()), lit(reason))
                .otherwise(col(Records.REASON)));
  }

  private static void addProblems(PropertyConfig property, List<Column> problems) {
    Column value = col(Records.PROPERTIES).getField(property.name());
    if (property.required()) {
      problems.add(when(value.isNull(), lit(property.name() + " is missing")));
    }
    if (!property.requiredFor().isEmpty()) {
      Column applies = col(Records.NAME).isin(property.requiredFor().toArray());
      problems.add(
          when(
              applies.and(value.isNull()),
              concat(
                  lit(property.name() + " is missing, which "),
                  col(Records.NAME),
                  lit(" must have"))));
    }
    if (!property.values().isEmpty()) {
      Column other = value.isNotNull().and(not(value.isin(property.values().toArray())));
      problems.add(misfit(property, other, "none of " + String.join(", ", property.values())));
    }
    property.min().ifPresent(min -> problems.add(misfit(property, value.lt(min), "below " + min)));
    property.max().ifPresent(max -> problems.add(misfit(property, value.gt(max), "above " + max)));
  }

  private static Column misfit(PropertyConfig property, Column isBroken, String why) {
    Column value = col(Records.PROPERTIES).getField(property.name()).cast(StringType);
    return when(isBroken, concat(lit(property.name() + ": "), value, lit(" is " + why)));
  }
}
