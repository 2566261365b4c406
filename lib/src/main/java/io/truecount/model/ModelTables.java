package io.truecount.model;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.table.TableDefinition;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Models as tables, stored or not, with the keys that their headers name. */
public final class ModelTables {
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
