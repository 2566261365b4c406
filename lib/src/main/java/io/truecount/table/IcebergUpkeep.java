package io.truecount.table;

import static java.util.stream.Collectors.toSet;

import io.truecount.config.MaintainConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/** Upkeep of Iceberg tables, by Iceberg's own actions. */
final class IcebergUpkeep implements Upkeep {
  private final SparkSession spark;
  private final IcebergStore store;

  IcebergUpkeep(SparkSession spark, IcebergStore store) {
    this.spark = spark;
    this.store = store;
  }

  @Override
  public Size size(String table) {
    Table loaded = store.load(table);
    long files = loaded.currentSnapshot() == null ? 0 : sizes(loaded).size();
    return new Size(files, listed(loaded).stream().mapToLong(FileInfo::size).sum());
  }

  @Override
  public boolean isStaged(String table) {
    return store.load(table).refs().keySet().stream().anyMatch(IcebergStaging::isRun);
  }

  @Override
  public Optional<Compaction> compaction(String table, MaintainConfig config) {
    Table loaded = store.load(table);
    return loaded.currentSnapshot() == null
        ? Optional.empty()
        : Compaction.of(
            sizes(loaded).stream().filter(size -> size < config.targetFileSize() / 2).toList(),
            config);
  }

  @Override
  public void compact(String table, List<String> order, MaintainConfig config) {
    Table loaded = store.load(table);
    RewriteDataFiles rewrite =
        SparkActions.get(spark)
            .rewriteDataFiles(loaded)
            .option(
                SizeBasedFileRewritePlanner.TARGET_FILE_SIZE_BYTES,
                Long.toString(config.targetFileSize()))
            .option(
                SizeBasedFileRewritePlanner.MIN_FILE_SIZE_BYTES,
                Long.toString(config.targetFileSize() / 2))
            .option(
                SizeBasedFileRewritePlanner.MAX_FILE_SIZE_BYTES,
                Long.toString(2 * config.targetFileSize()))
            .option(
                SizeBasedFileRewritePlanner.MIN_INPUT_FILES, Integer.toString(config.minFiles()));
    (order.isEmpty() ? rewrite.binPack() : rewrite.sort(sortOrder(loaded, order))).execute();
  }

  private static SortOrder sortOrder(Table table, List<String> columns) {
    SortOrder.Builder order = SortOrder.builderFor(table.schema());
    columns.forEach(order::asc);
    return order.build();
  }

  @Override
  public Expiry expire(
      String table, Optional<String> oldest, Set<String> expired, Instant before, Mode mode) {
    Table loaded = store.load(table);
    Set<Long> old = unneeded(loaded, oldest, before);
    List<Snapshot> staying =
        StreamSupport.stream(loaded.snapshots().spliterator(), false)
            .filter(snapshot -> !old.contains(snapshot.snapshotId()))
            .toList();
    Set<String> needed = IcebergFiles.of(loaded, staying);
    List<FileInfo> gone = IcebergFiles.without(written(loaded, before), needed);
    if (mode == Mode.APPLY) {
      boundMetadata(loaded);
      expireSnapshots(loaded, old);
      if (!gone.isEmpty()) {
        IcebergFiles.deleteOrphans(spark, loaded, written(loaded, before), before);
      }
    }
    return new Expiry(old.size(), gone.size(), gone.stream().mapToLong(FileInfo::size).sum());
  }

  /** What is on a branch of a run follows from the newest version, and is younger than it. */
  private static Set<Long> unneeded(Table table, Optional<String> oldest, Instant before) {
    Optional<Snapshot> from =
        oldest.map(version -> table.snapshot(Long.parseLong(version))).or(() -> at(table, before));
    if (from.isEmpty()) {
      return Set.of();
    }
    Set<Long> heads = table.refs().values().stream().map(SnapshotRef::snapshotId).collect(toSet());
    return StreamSupport.stream(table.snapshots().spliterator(), false)
        .filter(snapshot -> snapshot.sequenceNumber() < from.get().sequenceNumber())
        .filter(snapshot -> snapshot.timestampMillis() < before.toEpochMilli())
        .map(Snapshot::snapshotId)
        .filter(snapshot -> !heads.contains(snapshot))
        .collect(toSet());
  }

  /** The snapshot that was current at an instant. */
  private static Optional<Snapshot> at(Table table, Instant instant) {
    return StreamSupport.stream(SnapshotUtil.currentAncestors(table).spliterator(), false)
        .filter(snapshot -> snapshot.timestampMillis() <= instant.toEpochMilli())
        .findFirst();
  }

  private static void expireSnapshots(Table table, Set<Long> snapshots) {
    if (!snapshots.isEmpty()) {
      ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(Long.MIN_VALUE);
      snapshots.forEach(expire::expireSnapshotId);
      expire.commit();
    }
  }

  private static List<FileInfo> written(Table table, Instant before) {
    return listed(table).stream()
        .filter(file -> file.createdAtMillis() < before.toEpochMilli())
        .toList();
  }

  private static List<FileInfo> listed(Table table) {
    List<FileInfo> all = new ArrayList<>();
    if (table.io() instanceof SupportsPrefixOperations files) {
      files.listPrefix(table.location()).forEach(all::add);
    }
    return all;
  }

  /** A place without the file system's name, which listings have and tables may not have. */
  static String path(String location) {
    return new Path(location).toUri().getPath();
  }

  @Override
  public List<String> discardStaged(Instant before, Mode mode) {
    Set<String> discarded = new TreeSet<>();
    for (String table : store.tables()) {
      Table loaded = store.load(table);
      new HashSet<>(loaded.refs().entrySet())
          .stream()
              .filter(ref -> IcebergStaging.isRun(ref.getKey()))
              .filter(
                  ref ->
                      loaded.snapshot(ref.getValue().snapshotId()).timestampMillis()
                          < before.toEpochMilli())
              .forEach(
                  ref -> {
                    discarded.add(ref.getKey());
                    if (mode == Mode.APPLY) {
                      loaded.manageSnapshots().removeBranch(ref.getKey()).commit();
                    }
                  });
    }
    return List.copyOf(discarded);
  }

  @Override
  public void dropRetired(Set<String> needed, Consumer<String> dropped, Mode mode) {
    for (String table : store.retired()) {
      if (!needed.contains(table)) {
        dropped.accept(table);
        if (mode == Mode.APPLY) {
          store.dropRetired(table);
        }
      }
    }
  }

  /** Tables of earlier versions of Truecount keep a hundred metadata files, or all. */
  private static void boundMetadata(Table table) {
    if (!IcebergStore.PREVIOUS_METADATA.equals(
        table.properties().get(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX))) {
      table
          .updateProperties()
          .set(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, IcebergStore.PREVIOUS_METADATA)
          .set(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true")
          .commit();
    }
  }

  /** The bytes of each file of the newest version. */
  private static List<Long> sizes(Table table) {
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(task -> task.file().fileSizeInBytes())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
