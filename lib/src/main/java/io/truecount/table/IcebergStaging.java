package io.truecount.table;

import static org.apache.spark.sql.functions.lit;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.StructType;

/**
 * A branch per run on every table that it stages; publishing fast-forwards {@code main} to it. See
 * docs/adr/0002-write-audit-publish.md.
 */
final class IcebergStaging implements Staging {
  private static final String PREFIX = "run_";

  private final SparkSession spark;
  private final IcebergStore store;
  private final String branch;

  IcebergStaging(SparkSession spark, IcebergStore store, String runId) {
    this.spark = spark;
    this.store = store;
    this.branch = PREFIX + runId.replaceAll("[^A-Za-z0-9]", "_");
  }

  /** Whether a branch is one of a run. */
  static boolean isRun(String branch) {
    return branch.startsWith(PREFIX);
  }

  @Override
  public void overwrite(TableDefinition table, Dataset<Row> rows) {
    Dataset<Row> required = table.require(rows);
    begin(table);
    RetypedColumns.during(
        store.load(table.name()), table.schema(), () -> write(table.name(), required));
  }

  @Override
  public void replace(TableDefinition table, Slice slice, Dataset<Row> rows) {
    Dataset<Row> required = table.require(rows);
    begin(table);
    store.refuseRetyped(table);
    spark.sql("DELETE FROM %s WHERE %s".formatted(onBranch(table.name()), slice.sql()));
    store.write(table.name(), onBranch(table.name()), required);
  }

  @Override
  public Dataset<Row> read(String table) {
    return isStaged(table) ? store.read(table, Long.toString(staged(table))) : readPublished(table);
  }

  @Override
  public Dataset<Row> readAdded(String table) {
    Set<String> published = Set.copyOf(store.dataFiles(table, store.version(table)));
    String[] added =
        dataFiles(table).stream().filter(file -> !published.contains(file)).toArray(String[]::new);
    StructType schema = read(table).schema();
    return added.length == 0
        ? spark.createDataFrame(List.of(), schema)
        : spark.read().schema(schema).parquet(added);
  }

  /** By its snapshot: Spark refuses to go on with rows of a table whose columns have changed. */
  @Override
  public Dataset<Row> readPublished(String table) {
    String version = store.version(table);
    return version.isEmpty() ? store.read(table) : store.read(table, version);
  }

  @Override
  public Dataset<Row> readPublished(String table, Slice slice) {
    return readPublished(table).filter(slice.condition());
  }

  @Override
  public boolean exists(String table) {
    return store.exists(table);
  }

  @Override
  public List<String> dataFiles(String table) {
    return isStaged(table)
        ? IcebergStore.files(store.load(table).newScan().useRef(branch))
        : store.dataFiles(table, store.version(table));
  }

  @Override
  public long rows(String table) {
    Table loaded = store.load(table);
    if (!isStaged(table) && loaded.currentSnapshot() == null) {
      return 0;
    }
    TableScan scan = isStaged(table) ? loaded.newScan().useRef(branch) : loaded.newScan();
    return IcebergStore.rows(scan).orElseGet(() -> read(table).count());
  }

  @Override
  public List<String> staged() {
    return store.tables().stream().filter(this::isStaged).toList();
  }

  @Override
  public String stagedVersion(String table) {
    return Long.toString(staged(table));
  }

  @Override
  public boolean isOvertaken(String table, long release) {
    Snapshot published = store.load(table).currentSnapshot();
    return published != null
        && !SnapshotUtil.isAncestorOf(store.load(table), staged(table), published.snapshotId());
  }

  @Override
  public void discard(String table) {
    if (isStaged(table)) {
      store.load(table).manageSnapshots().removeBranch(branch).commit();
    }
  }

  @Override
  public String publish(String table, long release) {
    Table loaded = store.load(table);
    if (loaded.refs().containsKey(branch)) {
      try {
        RetypedColumns.publish(loaded, branch);
        loaded
            .manageSnapshots()
            .fastForwardBranch(SnapshotRef.MAIN_BRANCH, branch)
            .removeBranch(branch)
            .commit();
      } catch (IllegalArgumentException e) { // the branch does not follow from the table's state
        throw overtaken(table);
      }
    }
    return store.version(table);
  }

  /** In one transaction of the catalog's database, where it has one that can be reached. */
  @Override
  public SortedMap<String, String> publish(List<String> tables, long release) {
    Optional<CatalogRows> rows = store.rows();
    if (rows.isEmpty()) {
      return Staging.super.publish(tables, release);
    }
    List<CatalogRows.Move> moves =
        tables.stream().filter(this::isStaged).map(this::prepared).toList();
    List<String> refused = rows.get().move(moves);
    if (!refused.isEmpty()) {
      throw overtaken(String.join(", ", refused));
    }
    SortedMap<String, String> versions = new TreeMap<>();
    tables.forEach(table -> versions.put(table, store.version(table)));
    return versions;
  }

  /** The table's next state, written beside the present one; repeating it writes the same file. */
  private CatalogRows.Move prepared(String table) {
    TableOperations operations = ((HasTableOperations) store.load(table)).operations();
    TableMetadata base = operations.current();
    SnapshotRef staged = base.ref(branch);
    Snapshot published = base.currentSnapshot();
    if (published != null
        && !SnapshotUtil.isAncestorOf(
            staged.snapshotId(), published.snapshotId(), base::snapshot)) {
      throw overtaken(table);
    }
    TableMetadata next =
        TableMetadata.buildFrom(base)
            .setRef(SnapshotRef.MAIN_BRANCH, SnapshotRef.branchBuilder(staged.snapshotId()).build())
            .removeRef(branch)
            .setCurrentSchema(RetypedColumns.schema(base, staged.snapshotId()))
            .build();
    String to = operations.metadataFileLocation(fileName(base.metadataFileLocation()));
    TableMetadataParser.overwrite(next, operations.io().newOutputFile(to));
    return new CatalogRows.Move(table, base.metadataFileLocation(), to);
  }

  /**
   * {@code 00008-NAME.metadata.json} after {@code 00007-….metadata.json}, as Iceberg counts them.
   */
  private String fileName(String base) {
    String last = base.substring(base.lastIndexOf('/') + 1);
    int version = Integer.parseInt(last.substring(0, last.indexOf('-')));
    UUID name = UUID.nameUUIDFromBytes((branch + " " + base).getBytes(StandardCharsets.UTF_8));
    return "%05d-%s.metadata.json".formatted(version + 1, name);
  }

  private void write(String table, Dataset<Row> rows) {
    try {
      store.conform(table, rows).writeTo(onBranch(table)).overwrite(lit(true));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  private void begin(TableDefinition table) {
    store.ensure(table);
    discard(table.name());
    Table loaded = store.load(table.name());
    ManageSnapshots snapshots = loaded.manageSnapshots();
    if (loaded.currentSnapshot() == null) {
      snapshots.createBranch(branch).commit();
    } else {
      snapshots.createBranch(branch, loaded.currentSnapshot().snapshotId()).commit();
    }
  }

  /** The branch may be created again while its rows are read; a snapshot never changes. */
  private long staged(String table) {
    return store.load(table).snapshot(branch).snapshotId();
  }

  private boolean isStaged(String table) {
    return store.exists(table) && store.load(table).refs().containsKey(branch);
  }

  private String onBranch(String table) {
    return store.quoted(table) + ".`branch_" + branch + "`";
  }

  private static TruecountException overtaken(String tables) {
    return TruecountException.failed(
        new Problem(
            "another run has published the table since this run began",
            "table " + tables,
            "publishing would undo what it published",
            "run the interval again, from ingest on"));
  }
}
