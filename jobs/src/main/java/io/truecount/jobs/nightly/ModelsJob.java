package io.truecount.jobs.nightly;

import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.model.ModelTables;
import io.truecount.model.Variables;
import io.truecount.project.Project;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs the project's SQL models in the order of what they read. */
final class ModelsJob implements Step {
  @Override
  public String name() {
    return "models";
  }

  @Override
  public List<String> reads(Project project) {
    return Step.customerTables(project);
  }

  @Override
  public String run(RunContext context) {
    Views.tables(context);
    Variables variables = Variables.of(context.run(), context.config().variables());
    List<Model> models = context.project().models().models();
    models.forEach(model -> run(model, variables, context));
    return "%d models".formatted(models.size());
  }

  private static void run(Model model, Variables variables, RunContext context) {
    Dataset<Row> rows = context.spark().sql(variables.apply(model.sql()));
    if (model.materialized() == Materialized.TABLE) {
      context.staging().overwrite(ModelTables.definition(model, rows.schema()), rows);
      rows = context.staging().read(model.name());
    }
    rows.createOrReplaceTempView(model.name());
  }
}
