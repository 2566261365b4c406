package io.truecount.table;

import io.truecount.config.TableConfig;
import java.util.SortedMap;
import java.util.TreeMap;

/** The Spark settings that a project's tables need, in sessions of ours and of others. */
public final class SessionSettings {
  private static final String CATALOG = "spark.sql.catalog." + IcebergStore.CATALOG;

  /** What a group may take that is aggregated by objects, such as its sets of ids. */
  private static final long HEAP_PER_GROUP = 64 * 1024;

  private SessionSettings() {}

  /** Needed before the first session starts; the same for both formats. */
  public static SortedMap<String, String> extensions() {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put(
        "spark.sql.extensions",
        "io.delta.sql.DeltaSparkSessionExtension,"
            + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // a release says which versions are kept, and Delta's own time for removed files does not
    settings.put(
        "spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration",
        "false");
    // a number, as every reader knows it, and not Spark's older twelve bytes without statistics
    settings.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    settings.put("spark.hadoop.parquet.size.statistics.enabled", "false");
    return settings;
  }

  /**
   * What decides results, whatever a cluster has as its defaults: times without a zone are UTC,
   * names are matched ignoring case, what cannot be computed is an error, and times of Parquet
   * files that are in nanoseconds are read, as numbers, rather than refused.
   */
  public static SortedMap<String, String> meaning() {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.sql.ansi.enabled", "true");
    settings.put("spark.sql.caseSensitive", "false");
    settings.put("spark.sql.legacy.parquet.nanosAsLong", "true");
    return settings;
  }

  /**
   * For Spark inside one process: as many partitions as there are cores, where Spark's and Delta's
   * own numbers are for clusters, and a local file system that starts no processes.
   */
  public static SortedMap<String, String> oneMachine(int cores) {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("spark.sql.shuffle.partitions", Integer.toString(cores));
    settings.put("spark.databricks.delta.snapshotPartitions", "1");
    settings.put("spark.sql.autoBroadcastJoinThreshold", "32m");
    // partitions are few already: join small ones only, where Spark joins any below half of a union
    settings.put("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false");
    settings.put("spark.sql.adaptive.advisoryPartitionSizeInBytes", "4m");
    // what is kept between two uses is kept for seconds
    settings.put("spark.sql.inMemoryColumnarStorage.compressed", "false");
    settings.put(
        "spark.sql.objectHashAggregate.sortBased.fallbackThreshold",
        Long.toString(Runtime.getRuntime().maxMemory() / HEAP_PER_GROUP));
    // made for object stores: here each read would wait for a thread that reads in its place
    settings.put("spark.hadoop.parquet.hadoop.vectored.io.enabled", "false");
    settings.put("spark.hadoop.fs.file.impl", PosixFiles.class.getName());
    settings.put(
        "spark.hadoop.fs.AbstractFileSystem.file.impl", PosixFiles.Context.class.getName());
    return settings;
  }

  /**
   * The Iceberg catalog: as configured, else a JDBC catalog on SQLite inside the warehouse. It may
   * be set on a running session that has not used the catalog yet.
   */
  public static SortedMap<String, String> catalog(TableConfig config) {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put(CATALOG, "org.apache.iceberg.spark.SparkCatalog");
    settings.put(CATALOG + ".cache-enabled", "false");
    settings.put(CATALOG + ".warehouse", config.warehouse());
    if (config.catalog().isEmpty()) {
      settings.put(CATALOG + ".type", "jdbc");
      settings.put(CATALOG + ".uri", "jdbc:sqlite:" + config.warehouse() + "/catalog.db");
      settings.put(CATALOG + ".jdbc.schema-version", "V1");
    }
    config.catalog().forEach((key, value) -> settings.put(CATALOG + "." + key, value));
    return settings;
  }
}
