package io.truecount.table;

import static java.util.Comparator.comparingLong;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** The releases table: the one place that says which versions belong together. */
public final class Releases {
  public static final TableDefinition TABLE =
      new TableDefinition(
          "releases",
          "one release: all tables of one run, published together",
          List.of("release"),
          List.of(
              new Column("release", LongType, "number of the release, from 1"),
              new Column("run_id", StringType, "run that it holds"),
              new Column("as_of", TimestampType, "instant that its rolling windows end at"),
              new Column("published_at", TimestampType, "wall-clock time of publishing"),
              new Column("config_hash", StringType, "SHA-256 of the project's files"),
              new Column("code_version", StringType, "version of Truecount"),
              new Column(
                  "tables",
                  createMapType(StringType, StringType),
                  "version of every table: Delta's version, Iceberg's snapshot id")));

  private final SparkSession spark;
  private final TableStore store;
  private volatile Known known = new Known("", List.of());

  /** The releases of one version of the table; of none while it has no rows. */
  private record Known(String version, List<Release> releases) {}

  public Releases(SparkSession spark, TableStore store) {
    this.spark = spark;
    this.store = store;
  }

  /** The newest release. */
  public Optional<Release> last() {
    return newestFirst().stream().findFirst();
  }

  /**
   * The release that a run builds on: the newest one of another run, so that repeating the last run
   * starts where it started the first time.
   */
  public Optional<Release> base(String runId) {
    return newestFirst().stream().filter(release -> !release.runId().equals(runId)).findFirst();
  }

  /** Whether a run has been published, at any time. */
  public boolean holds(String runId) {
    return newestFirst().stream().anyMatch(release -> release.runId().equals(runId));
  }

  /** One release by its number. */
  public Optional<Release> find(long number) {
    return newestFirst().stream().filter(release -> release.number() == number).findFirst();
  }

  void append(Release release) {
    Row row =
        RowFactory.create(
            release.number(),
            release.runId(),
            release.asOf(),
            release.publishedAt(),
            release.configHash(),
            release.codeVersion(),
            release.tables());
    store.append(TABLE, spark.createDataFrame(List.of(row), TABLE.schema()));
  }

  /**
   * One row per night: a few hundred a year on the driver, which sorts them sooner than a job. Read
   * again only when the table has another version.
   */
  public List<Release> newestFirst() {
    if (!store.exists(TABLE.name())) {
      return List.of();
    }
    String version = store.version(TABLE.name());
    Known now = known;
    if (!now.version().equals(version)) {
      now = new Known(version, read());
      known = now;
    }
    return now.releases();
  }

  private List<Release> read() {
    return store.read(TABLE.name()).collectAsList().stream()
        .map(Releases::release)
        .sorted(comparingLong(Release::number).reversed())
        .toList();
  }

  private static Release release(Row row) {
    return new Release(
        row.getAs("release"),
        row.getAs("run_id"),
        instant(row, "as_of"),
        instant(row, "published_at"),
        row.getAs("config_hash"),
        row.getAs("code_version"),
        new TreeMap<>(row.getJavaMap(row.fieldIndex("tables"))));
  }

  private static Instant instant(Row row, String column) {
    Object value = row.getAs(column);
    return value instanceof java.sql.Timestamp timestamp ? timestamp.toInstant() : (Instant) value;
  }
}
