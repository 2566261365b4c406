package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/** Iceberg tables in the catalog {@value #CATALOG}: {@code truecount.<namespace>.<table>}. */
final class IcebergStore implements TableStore {
  static final String CATALOG = "truecount";

  /** How many of a table's earlier metadata files stay for readers that have begun. */
  static final String PREVIOUS_METADATA = "10";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;
  private final String namespace;
  private final Catalog catalog;
  private final boolean embedded;

  IcebergStore(SparkSession spark, TableConfig config) {
    this.spark = spark;
    this.namespace = config.namespace();
    this.embedded = config.catalog().isEmpty();
    this.catalog = Spark3Util.loadIcebergCatalog(spark, CATALOG);
  }

  /**
   * A table whose state was lost with the machine's power goes back to the state before. The
   * catalog of a company is left alone: it knows no such states.
   */
  @Override
  public void repair() {
    if (embedded) {
      rows()
          .ifPresent(
              rows ->
                  rows.all().stream()
                      .filter(row -> !isWhole(row.metadata()))
                      .filter(row -> row.previous().map(this::isWhole).orElse(true))
                      .forEach(rows::undo));
    }
  }

  /** Empty for catalogs that keep no rows in a database that can be reached. */
  Optional<CatalogRows> rows() {
    return CatalogRows.of(spark, namespace);
  }

  private boolean isWhole(String metadata) {
    try {
      Path file = new Path(metadata);
      try (InputStream in = file.getFileSystem(spark.sessionState().newHadoopConf()).open(file)) {
        return JSON.readTree(in).isObject();
      }
    } catch (FileNotFoundException | JsonProcessingException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void ensure(TableDefinition table) {
    TableIdentifier live = identifier(table.name());
    if (!exists(table.name()) && catalog.tableExists(retired(table.name()))) {
      catalog.renameTable(retired(table.name()), live);
    }
    if (!exists(table.name())) {
      create(table);
      return;
    }
    StructType stored = schema(table.name());
    for (Schemas.Addition add : Schemas.additions(stored, table.schema())) {
      spark.sql(Ddl.addColumn(quoted(table.name()), add));
    }
  }

  @Override
  public boolean exists(String table) {
    return Opening.of(table, quoted(table), () -> catalog.tableExists(identifier(table)));
  }

  @Override
  public Dataset<Row> read(String table) {
    return spark.read().format("iceberg").load(quoted(table));
  }

  @Override
  public Dataset<Row> read(String table, String version) {
    return spark.read().format("iceberg").option("versionAsOf", version).load(place(table));
  }

  @Override
  public String sql(String table, String version) {
    return version.isEmpty()
        ? quoted(table)
        : "%s VERSION AS OF %s".formatted(place(table), version);
  }

  @Override
  public String version(String table) {
    Snapshot current = load(table).currentSnapshot();
    return current == null ? "" : Long.toString(current.snapshotId());
  }

  @Override
  public String withSameRows(String table, String version) {
    if (version.isEmpty() || !exists(table)) {
      return version;
    }
    Table loaded = load(table);
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(loaded)) {
      if (Long.toString(snapshot.snapshotId()).equals(version)) {
        return version(table);
      } else if (!snapshot.operation().equals(DataOperations.REPLACE)) {
        break;
      }
    }
    return version;
  }

  @Override
  public Upkeep upkeep() {
    return new IcebergUpkeep(spark, this);
  }

  @Override
  public List<String> dataFiles(String table, String version) {
    if (version.isEmpty()) {
      return List.of();
    }
    Table found = exists(table) ? load(table) : catalog.loadTable(retired(table));
    return files(found.newScan().useSnapshot(Long.parseLong(version)));
  }

  @Override
  public void append(TableDefinition table, Dataset<Row> rows) {
    ensure(table);
    refuseRetyped(table);
    write(table.name(), quoted(table.name()), table.require(rows));
  }

  @Override
  public Staging staging(String runId) {
    return new IcebergStaging(spark, this, runId);
  }

  /** Emptied first: readers without the catalog find its last state in the table's folder. */
  @Override
  public void retire(String table) {
    if (!exists(table)) {
      return;
    }
    Table live = load(table);
    if (live.currentSnapshot() != null) {
      live.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
    }
    createNamespace(retiredSpace());
    catalog.renameTable(identifier(table), retired(table));
  }

  /** Names of the tables that were taken out of the namespace, sorted. */
  List<String> retired() {
    return tables(retiredSpace());
  }

  /** Deletes a table that was taken out of the namespace, with its files. */
  void dropRetired(String table) {
    catalog.dropTable(retired(table), true);
  }

  @Override
  public List<String> tables() {
    return tables(Namespace.of(namespace));
  }

  private List<String> tables(Namespace space) {
    if (!((SupportsNamespaces) catalog).namespaceExists(space)) {
      return List.of();
    }
    return catalog.listTables(space).stream().map(TableIdentifier::name).sorted().toList();
  }

  static List<String> files(TableScan scan) {
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(task -> task.file().location())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty when some of the rows in the files were deleted since. */
  static OptionalLong rows(TableScan scan) {
    try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
      long rows = 0;
      for (FileScanTask task : tasks) {
        if (!task.deletes().isEmpty()) {
          return OptionalLong.empty();
        }
        rows += task.file().recordCount();
      }
      return OptionalLong.of(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Table load(String table) {
    return Opening.of(table, quoted(table), () -> catalog.loadTable(identifier(table)));
  }

  /** Appends {@code rows} to a table or branch, given by its quoted name. */
  void write(String table, String target, Dataset<Row> rows) {
    try {
      conform(table, rows).writeTo(target).append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  void refuseRetyped(TableDefinition table) {
    Schemas.refuseRetyped(table.name(), schema(table.name()), table.schema());
  }

  StructType schema(String table) {
    return SparkSchemaUtil.convert(load(table).schema());
  }

  Dataset<Row> conform(String table, Dataset<Row> rows) {
    return Schemas.conform(rows, schema(table));
  }

  String quoted(String table) {
    return quoted(namespace, table);
  }

  private static String quoted(String space, String table) {
    return "%s.%s.%s".formatted(CATALOG, Quoting.sparkName(space), Quoting.sparkName(table));
  }

  private void create(TableDefinition table) {
    createNamespace(Namespace.of(namespace));
    catalog.createTable(
        identifier(table.name()),
        SparkSchemaUtil.convert(table.schema()),
        PartitionSpec.unpartitioned(),
        Map.of(
            TableProperties.FORMAT_VERSION,
            "2",
            "comment",
            "one row is " + table.grain(),
            TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
            PREVIOUS_METADATA,
            TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
            "true"));
  }

  private void createNamespace(Namespace space) {
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    if (!namespaces.namespaceExists(space)) {
      namespaces.createNamespace(space);
    }
  }

  /** What a table is called in SQL whose versions are read, in use or retired. */
  private String place(String table) {
    return exists(table) || !catalog.tableExists(retired(table))
        ? quoted(table)
        : quoted(retiredSpace().toString(), table);
  }

  private TableIdentifier retired(String table) {
    return TableIdentifier.of(retiredSpace(), table);
  }

  private Namespace retiredSpace() {
    return Namespace.of(namespace + "_retired");
  }

  private TableIdentifier identifier(String table) {
    return TableIdentifier.of(namespace, table);
  }
}
