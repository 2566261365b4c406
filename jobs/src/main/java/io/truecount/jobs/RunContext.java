package io.truecount.jobs;

import io.truecount.config.ProjectConfig;
import io.truecount.config.Run;
import io.truecount.quality.Ledger;
import io.truecount.table.Approvals;
import io.truecount.table.PublishIntents;
import io.truecount.table.Publisher;
import io.truecount.table.Releases;
import io.truecount.table.Staging;
import io.truecount.table.TableStore;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What every step of a run works with. */
final class RunContext {
  private final SparkSession spark;
  private final Definitions definitions;
  private final Run run;
  private final InstantSource clock;
  private final TableStore store;
  private final Staging staging;
  private final Releases releases;
  private final Publisher publisher;
  private final Approvals approvals;
  private final Ledger ledger;
  private final Summary summary = new Summary();

  /**
   * @param clock wall-clock time for the ledger; no table's content comes from it
   */
  RunContext(SparkSession spark, Definitions definitions, Run run, InstantSource clock) {
    this.spark = spark;
    this.definitions = definitions;
    this.run = run;
    this.clock = clock;
    Warehouses.prepare(definitions.config().table());
    this.store = TableStore.open(spark, definitions.config().table());
    this.staging = store.staging(run.id());
    this.releases = new Releases(spark, store);
    this.publisher =
        new Publisher(
            store,
            releases,
            new PublishIntents(spark, definitions.config().table()),
            definitions.stored()::contains);
    this.approvals = new Approvals(spark, definitions.config().table());
    this.ledger = new Ledger(spark, store);
  }

  SparkSession spark() {
    return spark;
  }

  Definitions definitions() {
    return definitions;
  }

  ProjectConfig project() {
    return definitions.config();
  }

  Run run() {
    return run;
  }

  InstantSource clock() {
    return clock;
  }

  TableStore store() {
    return store;
  }

  Staging staging() {
    return staging;
  }

  Releases releases() {
    return releases;
  }

  Publisher publisher() {
    return publisher;
  }

  Approvals approvals() {
    return approvals;
  }

  Ledger ledger() {
    return ledger;
  }

  Summary summary() {
    return summary;
  }

  /** A table as it was in the release that this run builds on. */
  Optional<Dataset<Row>> before(String table) {
    return releases
        .base(run.id())
        .map(release -> release.tables().getOrDefault(table, ""))
        .filter(version -> !version.isEmpty())
        .map(version -> store.read(table, version));
  }
}
