package io.truecount.jobs.nightly;

import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The models whose headers promise something about their rows: a key, or tests. */
final class PromisingModels {
  private PromisingModels() {}

  /** The rows of every model that promises something about them, as this run sees them. */
  static Map<Model, Dataset<Row>> rows(RunContext context) {
    List<Model> models =
        context.project().models().models().stream().filter(Model::promises).toList();
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
