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
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/** Iceberg tables in the catalog {@value #CATALOG}: {@code truecount.<namespace>.<table>}. */
final class IcebergStore implements TableStore {
  static final String CATALOG = "truecount";

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
    if (!exists(table.name())) {
      create(table);
      return;
    }
    StructType stored = SparkSchemaUtil.convert(load(table.name()).schema());
    for (Schemas.Addition add : Schemas.additions(table.name(), stored, table.schema())) {
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
    return spark.read().format("iceberg").option("versionAsOf", version).load(quoted(table));
  }

  @Override
  public String sql(String table, String version) {
    return version.isEmpty()
        ? quoted(table)
        : "%s VERSION AS OF %s".formatted(quoted(table), version);
  }

  @Override
  public String version(String table) {
    Snapshot current = load(table).currentSnapshot();
    return current == null ? "" : Long.toString(current.snapshotId());
  }

  @Override
  public List<String> dataFiles(String table, String version) {
    if (version.isEmpty()) {
      return List.of();
    }
    return files(load(table).newScan().useSnapshot(Long.parseLong(version)));
  }

  @Override
  public void append(TableDefinition table, Dataset<Row> rows) {
    ensure(table);
    write(table.name(), quoted(table.name()), rows);
  }

  @Override
  public Staging staging(String runId) {
    return new IcebergStaging(spark, this, runId);
  }

  @Override
  public List<String> tables() {
    Namespace space = Namespace.of(namespace);
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

  Dataset<Row> conform(String table, Dataset<Row> rows) {
    return Schemas.conform(rows, SparkSchemaUtil.convert(load(table).schema()));
  }

  String quoted(String table) {
    return "%s.%s.%s".formatted(CATALOG, Schemas.quoted(namespace), Schemas.quoted(table));
  }

  private void create(TableDefinition table) {
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
    Namespace space = Namespace.of(namespace);
    if (!namespaces.namespaceExists(space)) {
      namespaces.createNamespace(space);
    }
    catalog.createTable(
        identifier(table.name()),
        SparkSchemaUtil.convert(table.schema()),
        PartitionSpec.unpartitioned(),
        Map.of(TableProperties.FORMAT_VERSION, "2", "comment", "one row is " + table.grain()));
  }

  private TableIdentifier identifier(String table) {
    return TableIdentifier.of(namespace, table);
  }
}
