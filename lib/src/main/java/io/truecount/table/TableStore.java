package io.truecount.table;

import io.truecount.config.TableConfig;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of one project in one format. */
public sealed interface TableStore permits DeltaStore, IcebergStore {
  /**
   * The tables of a project.
   *
   * @throws io.truecount.error.TruecountException invalid, when the warehouse has been published to
   *     in the other format, and never in this one
   */
  static TableStore open(SparkSession spark, TableConfig config) {
    WarehouseFormat.check(spark.sessionState().newHadoopConf(), config);
    return switch (config.format()) {
      case DELTA -> new DeltaStore(spark, config);
      case ICEBERG -> new IcebergStore(spark, config);
    };
  }

  /**
   * Clears up what creations of tables that were cut off have left, so that they can be created
   * again; tables and their rows stay. For the holder of the warehouse's lease, before it writes.
   * Cost: a listing, and a small file read for each table.
   */
  void repair();

  /** Creates the table, brings it back, or adds the columns that its stored schema lacks. */
  void ensure(TableDefinition table);

  boolean exists(String table);

  /** The published rows. */
  Dataset<Row> read(String table);

  /** The rows of an older version, as named by {@code releases.tables}. */
  Dataset<Row> read(String table, String version);

  /** Current published version: Delta's version number, Iceberg's snapshot id. */
  String version(String table);

  /**
   * The newest version whose rows are those of {@code version}: another one where, since then,
   * files have been merged and no row has changed. Cost: the metadata of the versions since.
   */
  String withSameRows(String table, String version);

  /**
   * The Parquet files that together hold exactly the rows of a version, for engines that read
   * files. Cost: the table's metadata, one name per file on the driver.
   */
  List<String> dataFiles(String table, String version);

  /** The name of a version of a table in Spark SQL. */
  String sql(String table, String version);

  /** Adds rows at once, outside any run's staging: for the platform's own ledger. */
  void append(TableDefinition table, Dataset<Row> rows);

  /** The staging area of a run; opening it changes nothing. */
  Staging staging(String runId);

  /** Merges and deletes files; each call sees what is staged then. */
  Upkeep upkeep();

  /**
   * Takes a table out of the namespace: readers no longer find it, except by the versions that it
   * had ({@link #read(String, String)}), and empty at its old place where one looks there without
   * the catalog. {@link #ensure} brings it back, without rows, when it is defined again. Repeating
   * it after a kill changes nothing more.
   */
  void retire(String table);

  /** Names of all existing tables, sorted. */
  List<String> tables();
}
