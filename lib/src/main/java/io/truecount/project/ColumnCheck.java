package io.truecount.project;

import io.truecount.config.Locations;
import io.truecount.config.SuppressionConfig;
import io.truecount.config.TableTest;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.model.Model;
import io.truecount.model.ModelTables;
import io.truecount.model.Variables;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Resolves a project's models, metrics and suppressions against empty tables, so that a column that
 * no table has is reported before a run reads anything. Plans only: no job runs, no row is read.
 * Its tables are views of a session of its own, which no other query sees.
 */
public final class ColumnCheck {
  private final SparkSession spark;
  private final Project project;
  private final Problems problems = new Problems();

  private ColumnCheck(SparkSession spark, Project project) {
    this.spark = spark;
    this.project = project;
  }

  /**
   * Checks all models and metrics.
   *
   * @throws io.truecount.error.TruecountException with every column that is not there
   */
  public static void check(SparkSession spark, Project project) {
    ColumnCheck check = new ColumnCheck(spark.newSession(), project);
    check.tables();
    project.models().models().forEach(check::model);
    project
        .config()
        .suppressions()
        .forEach(
            list ->
                AnalysisErrors.of(() -> check.suppression(list))
                    .ifPresent(e -> check.unresolved(e, list.where())));
    MetricColumns.check(check.spark, project.planner(), check::unresolved);
    check.problems.throwIfAny();
  }

  private void tables() {
    project.tables().forEach(table -> empty(table.name(), table.schema()));
    StructType properties = project.config().properties();
    empty(CustomerTables.CUSTOMER_EVENTS, CustomerTables.customerEvents(properties).schema());
  }

  private void empty(String name, StructType schema) {
    spark.createDataFrame(List.of(), schema).createOrReplaceTempView(name);
  }

  private void model(Model model) {
    String sql = Variables.example(project.config().variables()).apply(model.sql());
    AnalysisErrors.of(() -> made(model, spark.sql(sql).schema()))
        .ifPresent(e -> unresolved(e, place(model, e)));
  }

  private void made(Model model, StructType schema) {
    problems.addAll(ModelTables.missingKeys(model, schema));
    List<String> columns = Arrays.asList(schema.fieldNames());
    for (TableTest test : model.tests()) {
      if (!columns.contains(test.column())) {
        problems.add(
            "a test names \"%s\", which is no column of the model".formatted(test.column()),
            Locations.shown(model.file()),
            Suggestion.remedy(test.column(), columns));
      }
    }
    empty(model.name(), schema);
  }

  private void suppression(SuppressionConfig list) {
    List<String> columns = Arrays.asList(spark.table(list.table()).columns());
    for (String column : list.columns()) {
      if (!columns.contains(column)) {
        problems.add(
            "suppression %s reads \"%s\", which is no column of %s"
                .formatted(list.name(), column, list.table()),
            list.where(),
            Suggestion.remedy(column, columns));
      }
    }
  }

  private static String place(Model model, AnalysisException e) {
    String file = Locations.shown(model.file());
    return e.line().isDefined() ? file + ":" + e.line().get() : file;
  }

  /**
   * All tables that are named exist: one that is missing is of a model that is reported already.
   */
  private void unresolved(AnalysisException e, String where) {
    if (!AnalysisErrors.isMissingTable(e)) {
      problems.add(
          new Problem(
              AnalysisErrors.line(e),
              where,
              "the run would fail when it comes to this",
              "correct the name; truecount tables describes every table"));
    }
  }
}
