package io.truecount.jobs.release;

import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.config.TableConfig;
import io.truecount.customer.CustomerEvents;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.event.EventTables;
import io.truecount.identity.IdentityTables;
import io.truecount.model.Model;
import io.truecount.model.Variables;
import io.truecount.project.Project;
import io.truecount.table.ExpiredReleases;
import io.truecount.table.Release;
import io.truecount.table.Releases;
import io.truecount.table.TableStore;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The tables of a release by their bare names, as every reader sees them. */
public final class ReleaseViews {
  private ReleaseViews() {}

  /** Registers every table, view and model of the last release, or of a numbered one. */
  public static Release register(SparkSession spark, Project project, Optional<Long> number) {
    Warehouse warehouse = Warehouse.read(spark, project);
    TableStore store = warehouse.store();
    Release release = release(warehouse.releases(), number, project.config().table());
    if (number.isPresent()) { // the last one is always kept
      new ExpiredReleases(spark, project.config().table()).require(release);
    }
    release
        .tables()
        .forEach(
            (table, version) ->
                project.conform(table, store.read(table, version)).createOrReplaceTempView(table));
    String attributions = IdentityTables.attributions().name();
    if (release.tables().containsKey(EventTables.EVENTS)
        && release.tables().containsKey(attributions)) {
      CustomerEvents.attribute(spark.table(EventTables.EVENTS), spark.table(attributions))
          .createOrReplaceTempView(CustomerTables.CUSTOMER_EVENTS);
    }
    models(spark, project, release);
    return release;
  }

  /**
   * Registers some tables of the last release, no view and no model: for answers that must be
   * quick. Cost: the metadata of these tables.
   */
  public static Release registerTables(
      SparkSession spark, Project project, Collection<String> names) {
    Warehouse warehouse = Warehouse.read(spark, project);
    Release release = release(warehouse.releases(), Optional.empty(), project.config().table());
    for (String name : names) {
      Optional.ofNullable(release.tables().get(name))
          .ifPresent(
              version ->
                  project
                      .conform(name, warehouse.store().read(name, version))
                      .createOrReplaceTempView(name));
    }
    return release;
  }

  private static void models(SparkSession spark, Project project, Release release) {
    Interval day = new Interval(release.asOf().minus(1, ChronoUnit.DAYS), release.asOf());
    Run run =
        new Run(release.runId(), day, release.asOf(), release.configHash(), release.codeVersion());
    Variables variables = Variables.of(run, project.config().variables());
    for (Model model : project.models().models()) {
      if (model.materialized() == Model.Materialized.VIEW) {
        spark.sql(variables.apply(model.sql())).createOrReplaceTempView(model.name());
      }
    }
  }

  private static Release release(Releases releases, Optional<Long> number, TableConfig tables) {
    return number
        .map(releases::find)
        .orElseGet(releases::last)
        .orElseThrow(() -> notPublished(releases.newestFirst(), number, tables));
  }

  private static TruecountException notPublished(
      List<Release> published, Optional<Long> number, TableConfig tables) {
    if (published.isEmpty()) {
      return Warehouses.nothingPublished(tables);
    }
    return TruecountException.invalid(
        Problem.of(
            "there is no release %d".formatted(number.orElse(0L)),
            Warehouses.shown(tables),
            "name one from %d to %d; truecount releases lists them"
                .formatted(
                    published.get(published.size() - 1).number(), published.get(0).number())));
  }
}
