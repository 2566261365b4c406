package io.truecount.jobs;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.table.TableDefinition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Models as tables, stored or not, with what their headers promise. */
final class ModelTables {
  private ModelTables() {}

  /**
   * The table of a model's rows.
   *
   * @throws io.truecount.error.TruecountException when the rows lack a column of the model's key
   */
  static TableDefinition definition(Model model, StructType schema) {
    Problems problems = new Problems();
    problems.addAll(missingKeys(model, schema));
    problems.throwIfAny();
    return TableDefinition.of(model.name(), model.description(), model.uniqueKey(), schema);
  }

  /** The columns of a model's key that its rows lack. */
  static List<Problem> missingKeys(Model model, StructType schema) {
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

  /** The rows of every model that promises something about them, as this run sees them. */
  static Map<Model, Dataset<Row>> promising(RunContext context) {
    List<Model> models =
        context.definitions().models().models().stream().filter(Model::promises).toList();
    if (models.stream().anyMatch(m -> m.materialized() == Materialized.VIEW)) {
      Views.tables(context);
      Views.models(context);
    }
    Map<Model, Dataset<Row>> rows = new LinkedHashMap<>();
    for (Model model : models) {
      if (model.materialized() == Materialized.VIEW) {
        rows.put(model, context.spark().table(model.name()));
      } else if (context.staging().exists(model.name())) {
        rows.put(model, context.staging().read(model.name()));
      }
    }
    return rows;
  }
}
