package io.truecount.table;

import static java.util.stream.Collectors.joining;

import io.delta.tables.DeltaTable;
import io.truecount.config.TableConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.stats.SkippingEligibleDataType;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** Delta tables by path: {@code <warehouse>/<namespace>/<table>}. */
final class DeltaStore implements TableStore {
  /** Below the staging area: what creations of tables that were cut off have left. */
  static final String UNFINISHED = "unfinished";

  static final String STATISTICS = "delta.dataSkippingStatsColumns";

  private final SparkSession spark;
  private final Path root;
  private final Path stagingRoot;
  private final Path retiredRoot;
  private final ConcurrentMap<String, Listing> listings = new ConcurrentHashMap<>();

  /** The files of one version of a table. */
  private record Listing(long version, List<AddFile> files) {}

  DeltaStore(SparkSession spark, TableConfig config) {
    this.spark = spark;
    this.root = new Path(config.warehouse(), config.namespace());
    this.stagingRoot = new Path(config.warehouse(), "_staging");
    this.retiredRoot = new Path(config.warehouse(), "_retired/" + config.namespace());
  }

  @Override
  public void ensure(TableDefinition table) {
    Path path = path(table.name());
    if (!exists(table.name())) {
      move(retired(table.name()), path);
    }
    if (!exists(table.name())) {
      DeltaTable.create(spark)
          .location(path.toString())
          .addColumns(table.schema())
          .comment("one row is " + table.grain())
          .property(STATISTICS, statistics(table))
          .execute();
      return;
    }
    for (Schemas.Addition add :
        Schemas.additions(snapshot(table.name()).schema(), table.schema())) {
      spark.sql(Ddl.addColumn("delta.`%s`".formatted(path), add));
    }
  }

  /**
   * Minimum and maximum of every file are kept of the columns themselves: keys, times, runs. By
   * default Delta also takes those of each field of structs, for every row that is written.
   */
  static String statistics(TableDefinition table) {
    return table.columns().stream()
        .filter(column -> column.ranged() && SkippingEligibleDataType.apply(column.type()))
        .map(column -> Quoting.sparkName(column.name()))
        .collect(joining(","));
  }

  @Override
  public boolean exists(String table) {
    try {
      return folder(table).isTable();
    } catch (IOException e) {
      throw SmallFiles.failed("cannot read", path(table), e);
    }
  }

  @Override
  public void repair() {
    try {
      for (String table : folders()) {
        if (!folder(table).isTable()) {
          folder(table).clear(new Path(stagingRoot, UNFINISHED));
          DeltaLog.invalidateCache(spark, path(table));
        }
      }
    } catch (IOException e) {
      throw SmallFiles.failed("cannot clear up", root, e);
    }
  }

  @Override
  public Dataset<Row> read(String table) {
    return read(snapshot(table));
  }

  @Override
  public Dataset<Row> read(String table, String version) {
    return read(at(table, Long.parseLong(version)));
  }

  private Dataset<Row> read(Snapshot snapshot) {
    return inChecksum(snapshot)
        .map(files -> frame(snapshot, files))
        .orElseGet(
            () ->
                spark
                    .read()
                    .format("delta")
                    .option("versionAsOf", snapshot.version())
                    .load(snapshot.deltaLog().dataPath().toString()));
  }

  @Override
  public String sql(String table, String version) {
    return "delta.`%s` VERSION AS OF %s".formatted(place(table), version);
  }

  @Override
  public String version(String table) {
    return Long.toString(snapshot(table).version());
  }

  @Override
  public String withSameRows(String table, String version) {
    if (version.isEmpty() || !exists(table)) {
      return version;
    }
    long known = Long.parseLong(version);
    long now = snapshot(table).version();
    return known < now && new DeltaHistory(this, table).isOnlyRearrangedSince(known)
        ? Long.toString(now)
        : version;
  }

  @Override
  public List<String> dataFiles(String table, String version) {
    return paths(table, files(table, at(table, Long.parseLong(version))));
  }

  @Override
  public void append(TableDefinition table, Dataset<Row> rows) {
    ensure(table);
    Schemas.refuseRetyped(table.name(), snapshot(table.name()).schema(), table.schema());
    Schemas.conform(table.require(rows), snapshot(table.name()).schema())
        .write()
        .format("delta")
        .mode("append")
        .save(path(table.name()).toString());
  }

  @Override
  public Staging staging(String runId) {
    return new DeltaStaging(this, new Path(stagingRoot, runId));
  }

  @Override
  public Upkeep upkeep() {
    return new DeltaUpkeep(this, stagingRoot, retiredRoot);
  }

  /** Emptied first, so that its old rows are not there when it comes back. */
  @Override
  public void retire(String table) {
    if (exists(table)) {
      DeltaTable.forPath(spark, path(table).toString()).delete();
    }
    move(path(table), retired(table));
  }

  private void move(Path from, Path to) {
    try {
      if (FolderMove.move(fileSystem(), from, to)) {
        DeltaLog.invalidateCache(spark, from);
        DeltaLog.invalidateCache(spark, to);
      }
    } catch (IOException e) {
      throw SmallFiles.failed("cannot move", from, e);
    }
  }

  @Override
  public List<String> tables() {
    try {
      return folders().stream().filter(this::exists).sorted().toList();
    } catch (IOException e) {
      throw SmallFiles.failed("cannot list", root, e);
    }
  }

  private List<String> folders() throws IOException {
    if (!fileSystem().exists(root)) {
      return List.of();
    }
    return Arrays.stream(fileSystem().listStatus(root))
        .filter(FileStatus::isDirectory)
        .map(status -> status.getPath().getName())
        .toList();
  }

  private DeltaFolder folder(String table) throws IOException {
    return new DeltaFolder(fileSystem(), path(table));
  }

  DeltaLog log(String table) {
    return DeltaLog.forTable(spark, path(table));
  }

  /** The newest published state. */
  Snapshot snapshot(String table) {
    return Opening.of(
        table,
        path(table).toString(),
        () -> log(table).update(false, Option.empty(), Option.empty()));
  }

  Snapshot at(String table, long version) {
    Path place = place(table);
    return Opening.of(
        table,
        place.toString(),
        () ->
            DeltaLog.forTable(spark, place)
                .getSnapshotAt(version, Option.empty(), Option.empty(), false));
  }

  /** One entry per file on the driver; listing many is a Spark job, so the last list is kept. */
  List<AddFile> files(String table, Snapshot snapshot) {
    return listings
        .compute(
            table,
            (name, known) ->
                known != null && known.version() == snapshot.version()
                    ? known
                    : new Listing(snapshot.version(), list(snapshot)))
        .files();
  }

  private static List<AddFile> list(Snapshot snapshot) {
    return inChecksum(snapshot).orElseGet(() -> snapshot.allFiles().collectAsList());
  }

  /** The files of a table that has few, which Delta keeps beside each commit: no job lists them. */
  private static Optional<List<AddFile>> inChecksum(Snapshot snapshot) {
    return OptionConverters.toJava(snapshot.checksumOpt())
        .flatMap(checksum -> OptionConverters.toJava(checksum.allFiles()))
        .map(CollectionConverters::asJava);
  }

  /** The rows of some of a version's files; a query opens those that may have rows of it. */
  Dataset<Row> frame(Snapshot snapshot, List<AddFile> files) {
    Seq<AddFile> list = CollectionConverters.asScala(files).toSeq();
    DeltaLog log = snapshot.deltaLog();
    Dataset<Row> all = log.createDataFrame(snapshot, list, false, Option.empty());
    LogicalRelation leaf = (LogicalRelation) all.queryExecution().analyzed();
    HadoopFsRelation relation = (HadoopFsRelation) leaf.relation();
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            new DeltaFiles(spark, list, log, snapshot),
            relation.partitionSchema(),
            relation.dataSchema(),
            relation.bucketSpec(),
            relation.fileFormat(),
            relation.options(),
            spark));
  }

  /** The rows of files that are in no version yet, whose schema is that of none. */
  Dataset<Row> frame(String table, StructType schema, List<AddFile> files) {
    return files.isEmpty()
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(paths(table, files).toArray(String[]::new));
  }

  List<String> paths(String table, List<AddFile> files) {
    Path root = place(table);
    return files.stream()
        .map(file -> new Path(root, new Path(URI.create(file.path()))).toString())
        .sorted()
        .toList();
  }

  FileSystem fileSystem() throws IOException {
    return root.getFileSystem(hadoop());
  }

  SparkSession session() {
    return spark;
  }

  Configuration hadoop() {
    return spark.sessionState().newHadoopConf();
  }

  /** Where a table's versions are, in use or retired. */
  private Path place(String table) {
    try {
      Path retired = retired(table);
      return !exists(table) && fileSystem().exists(retired) ? retired : path(table);
    } catch (IOException e) {
      throw SmallFiles.failed("cannot read", path(table), e);
    }
  }

  private Path retired(String table) {
    return new Path(retiredRoot, table);
  }

  Path path(String table) {
    return new Path(root, table);
  }
}
