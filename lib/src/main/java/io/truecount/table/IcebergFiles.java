package io.truecount.table;

import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.spark.actions.DeleteOrphanFilesSparkAction;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The files of an Iceberg table. */
final class IcebergFiles {
  private static final StructType LISTED =
      new StructType().add("file_path", StringType).add("last_modified", TimestampType);

  private IcebergFiles() {}

  /**
   * The paths of all files of some snapshots, and of the table's own metadata. Cost: their
   * manifests, one name a file on the driver.
   */
  static Set<String> of(Table table, List<Snapshot> snapshots) {
    Set<String> all = new HashSet<>();
    ReachableFileUtil.metadataFileLocations(table, false)
        .forEach(file -> all.add(IcebergUpkeep.path(file)));
    ReachableFileUtil.statisticsFilesLocations(table)
        .forEach(file -> all.add(IcebergUpkeep.path(file)));
    all.add(IcebergUpkeep.path(ReachableFileUtil.versionHintLocation(table)));
    for (Snapshot snapshot : snapshots) {
      all.add(IcebergUpkeep.path(snapshot.manifestListLocation()));
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (all.add(IcebergUpkeep.path(manifest.path()))) {
          add(table, manifest, all);
        }
      }
    }
    return all;
  }

  private static void add(Table table, ManifestFile manifest, Set<String> all) {
    try (ManifestReader<? extends ContentFile<?>> reader = reader(table, manifest);
        CloseableIterable<? extends ContentFile<?>> files = reader) {
      files.forEach(file -> all.add(IcebergUpkeep.path(file.location())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ManifestReader<? extends ContentFile<?>> reader(
      Table table, ManifestFile manifest) {
    return switch (manifest.content()) {
      case DATA -> ManifestFiles.read(manifest, table.io(), table.specs());
      case DELETES -> ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs());
    };
  }

  /** Those files whose paths are not among some. */
  static List<FileInfo> without(List<FileInfo> files, Set<String> paths) {
    return files.stream()
        .filter(file -> !paths.contains(IcebergUpkeep.path(file.location())))
        .toList();
  }

  /** Deletes those of some files that no snapshot of the table has, by Iceberg's own action. */
  static void deleteOrphans(
      SparkSession spark, Table table, List<FileInfo> written, Instant before) {
    table.refresh();
    List<Row> orphans =
        without(written, of(table, snapshots(table))).stream()
            .map(
                file ->
                    RowFactory.create(
                        within(table, file.location()),
                        Timestamp.from(Instant.ofEpochMilli(file.createdAtMillis()))))
            .toList();
    if (!orphans.isEmpty()) {
      DeleteOrphanFilesSparkAction action = SparkActions.get(spark).deleteOrphanFiles(table);
      action
          .compareToFileList(spark.createDataFrame(orphans, LISTED))
          .olderThan(before.toEpochMilli())
          .execute();
    }
  }

  /** As the table names its folder: the action leaves out what does not begin like it. */
  private static String within(Table table, String location) {
    return location.startsWith(table.location()) ? location : IcebergUpkeep.path(location);
  }

  private static List<Snapshot> snapshots(Table table) {
    List<Snapshot> all = new ArrayList<>();
    table.snapshots().forEach(all::add);
    return all;
  }
}
