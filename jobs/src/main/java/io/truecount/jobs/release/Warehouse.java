package io.truecount.jobs.release;

import io.truecount.config.TableConfig;
import io.truecount.metric.SavedViews;
import io.truecount.project.Project;
import io.truecount.quality.Ledger;
import io.truecount.table.Leases;
import io.truecount.table.PublishIntents;
import io.truecount.table.Publisher;
import io.truecount.table.Release;
import io.truecount.table.Releases;
import io.truecount.table.TableStore;
import io.truecount.table.ViewFiles;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;

/** A project's warehouse, for whatever reads or writes it. */
public record Warehouse(
    TableStore store,
    Releases releases,
    PublishIntents intents,
    Publisher publisher,
    Ledger ledger,
    Leases leases) {
  /** Opens it; nothing is read or written yet. */
  public static Warehouse open(SparkSession spark, Project project, InstantSource clock) {
    TableConfig tables = project.config().table();
    TableStore store = TableStore.open(spark, tables);
    Releases releases = new Releases(spark, store);
    PublishIntents intents = new PublishIntents(spark, tables);
    Publisher publisher =
        new Publisher(
            store,
            releases,
            intents,
            project.stored()::contains,
            release -> saveViews(spark, project, store, release));
    Leases leases =
        new Leases(
            spark.sessionState().newHadoopConf(),
            tables,
            clock,
            Processes::current,
            Processes::isDead);
    return new Warehouse(store, releases, intents, publisher, new Ledger(spark, store), leases);
  }

  /**
   * Opens it for a command that only reads: a publish that was killed is completed first, where
   * that can be done.
   *
   * @throws io.truecount.error.TruecountException invalid, when there is no warehouse
   */
  public static Warehouse read(SparkSession spark, Project project) {
    Warehouses.requireFolder(spark.sessionState().newHadoopConf(), project.config().table());
    Warehouse warehouse = open(spark, project, InstantSource.system());
    Recovery.tryTo(warehouse);
    return warehouse;
  }

  /** The views of a release are those of the project that it was made by. */
  private static void saveViews(
      SparkSession spark, Project project, TableStore store, Release release) {
    if (release.configHash().equals(project.config().hash())) {
      ViewFiles files = new ViewFiles(spark, project.config().table());
      SavedViews.save(project.views(release.asOf()), release, store, files);
    }
  }
}
