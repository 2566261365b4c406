package io.truecount.model;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.table.Column;
import io.truecount.table.TableDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Models as tables, stored or not, with the keys that their headers name. */
public final class ModelTables {
  public static final String MODEL = "model";
  public static final String COLUMN = "time_column";
  public static final String DAY = "day";

  private ModelTables() {}

  /**
   * The table of a model's rows.
   *
   * @throws io.truecount.error.TruecountException when the rows lack a column of the model's key
   */
  public static TableDefinition definition(Model model, StructType schema) {
    Problems problems = new Problems();
    problems.addAll(missingKeys(model, schema));
    problems.throwIfAny();
    return TableDefinition.of(model.name(), model.description(), model.uniqueKey(), schema);
  }

  /**
   * What steps after the models bring up to date; the rows of one run replace those of the run
   * before.
   */
  public static TableDefinition touchedDays() {
    return new TableDefinition(
        "touched_days",
        "one day of one time of the rows of a model that came, went or changed since the release"
            + " before, of models that are computed row by row",
        List.of(MODEL, COLUMN, DAY),
        Set.of(DAY),
        List.of(
            new Column(MODEL, DataTypes.StringType, "model"),
            new Column(COLUMN, DataTypes.StringType, "column of the model, a timestamp"),
            new Column(
                DAY,
                DataTypes.TimestampType,
                "start of the day (UTC); NULL for rows without a time")));
  }

  /** The columns of a model's key that its rows lack. */
  public static List<Problem> missingKeys(Model model, StructType schema) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    return model.uniqueKey().stream()
        .filter(column -> !columns.contains(column))
        .map(
            column ->
                Problem.of(
                    "unique_key names \"%s\", which is no column of the model".formatted(column),
                    model.keyPlace(),
                    Suggestion.remedy(column, columns)))
        .toList();
  }
}
