package io.truecount.jobs.nightly;

import io.truecount.model.ModelTables;
import io.truecount.project.Project;
import io.truecount.project.TableSet;
import java.util.List;

/** Runs the project's SQL models in the order of what they read. */
final class ModelsJob implements Step {
  static final String NAME = "models";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> reads(Project project) {
    return Step.customerTables(project);
  }

  @Override
  public TableSet writes() {
    return (customers, properties, manifest) -> List.of(ModelTables.touchedDays());
  }

  @Override
  public String run(RunContext context) {
    ModelRun.of(context);
    return "%d models".formatted(context.project().models().models().size());
  }
}
