package io.truecount.table;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.toSet;

import com.google.common.base.Suppliers;
import io.truecount.config.MaintainConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;

/** Upkeep of Delta tables. */
final class DeltaUpkeep implements Upkeep {
  private static final String DATA = ".parquet";

  private final DeltaStore store;
  private final Path staging;
  private final Path retired;

  /** The names of the files that a run has staged for a table. */
  private record Staged(String table, Set<String> files) {}

  private final Supplier<List<Staged>> staged = Suppliers.memoize(this::listStaged);

  /**
   * @param staging where runs keep their prepared commits
   * @param retired where tables are that were taken out of the namespace
   */
  DeltaUpkeep(DeltaStore store, Path staging, Path retired) {
    this.store = store;
    this.staging = staging;
    this.retired = retired;
  }

  @Override
  public Size size(String table) {
    long bytes =
        FolderFiles.below(files(), store.path(table)).stream().mapToLong(FileStatus::getLen).sum();
    return new Size(store.files(table, store.snapshot(table)).size(), bytes);
  }

  @Override
  public boolean isStaged(String table) {
    return staged.get().stream().anyMatch(commit -> commit.table().equals(table));
  }

  @Override
  public Optional<Compaction> compaction(String table, MaintainConfig config) {
    return Compaction.of(
        small(table, store.snapshot(table), config).stream().map(AddFile::size).toList(), config);
  }

  @Override
  public void compact(String table, List<String> order, MaintainConfig config) {
    Snapshot base = store.snapshot(table);
    List<AddFile> small = small(table, base, config);
    Compaction.of(small.stream().map(AddFile::size).toList(), config)
        .ifPresent(plan -> new DeltaCompaction(store, table, base).run(small, plan.into(), order));
  }

  /** The oldest first, so that rows that were loaded one after the other come together. */
  private List<AddFile> small(String table, Snapshot base, MaintainConfig config) {
    return store.files(table, base).stream()
        .filter(file -> file.size() < config.targetFileSize() / 2)
        .sorted(comparingLong(AddFile::modificationTime).thenComparing(AddFile::path))
        .toList();
  }

  @Override
  public Expiry expire(
      String table, Optional<String> oldest, Set<String> expired, Instant before, Mode mode) {
    Snapshot now = store.snapshot(table);
    List<LocatedFileStatus> candidates =
        FolderFiles.below(files(), store.path(table)).stream()
            .filter(file -> file.getPath().getName().endsWith(DATA))
            .filter(file -> !file.getPath().getParent().getName().equals(DeltaFolder.LOG))
            .filter(file -> file.getModificationTime() < before.toEpochMilli())
            .toList();
    List<LocatedFileStatus> unneeded = without(candidates, names(store.files(table, now)));
    if (unneeded.isEmpty()) {
      return Expiry.NONE;
    }
    DeltaHistory history = new DeltaHistory(store, table);
    long from = oldest.map(Long::parseLong).orElseGet(() -> history.at(before));
    Set<String> needed = new HashSet<>(names(history.since(from)));
    staged.get().stream()
        .filter(commit -> commit.table().equals(table))
        .forEach(commit -> needed.addAll(commit.files()));
    List<LocatedFileStatus> gone = without(unneeded, needed);
    if (!gone.isEmpty() && mode == Mode.APPLY) {
      FolderFiles.delete(files(), gone);
    }
    long versions =
        gone.isEmpty() ? 0 : expired.stream().filter(v -> Long.parseLong(v) < from).count();
    return new Expiry(versions, gone.size(), gone.stream().mapToLong(FileStatus::getLen).sum());
  }

  private static List<LocatedFileStatus> without(List<LocatedFileStatus> files, Set<String> names) {
    return files.stream().filter(file -> !names.contains(file.getPath().getName())).toList();
  }

  /** Tables have no partitions: a file is known by its name. */
  private static Set<String> names(List<AddFile> files) {
    return files.stream().map(file -> new Path(URI.create(file.path())).getName()).collect(toSet());
  }

  private List<Staged> listStaged() {
    List<Staged> all = new ArrayList<>();
    for (Path run : runs()) {
      PreparedCommits commits = new PreparedCommits(store.hadoop(), run);
      for (String table : commits.tables()) {
        commits.find(table).ifPresent(commit -> all.add(new Staged(table, names(commit.added()))));
      }
    }
    return all;
  }

  private List<Path> runs() {
    return folders(staging).stream()
        .filter(folder -> !folder.getName().equals(DeltaStore.UNFINISHED))
        .toList();
  }

  @Override
  public List<String> discardStaged(Instant before, Mode mode) {
    List<String> discarded = new ArrayList<>();
    for (Path run : runs()) {
      List<LocatedFileStatus> its = FolderFiles.below(files(), run);
      if (FolderFiles.newest(its) < before.toEpochMilli()) {
        if (!its.isEmpty()) {
          discarded.add(run.getName());
        }
        if (mode == Mode.APPLY) {
          store.staging(run.getName()).discardAll();
          delete(run);
        }
      }
    }
    Path unfinished = new Path(staging, DeltaStore.UNFINISHED);
    if (mode == Mode.APPLY
        && FolderFiles.newest(FolderFiles.below(files(), unfinished)) < before.toEpochMilli()) {
      delete(unfinished);
    }
    return discarded;
  }

  @Override
  public void dropRetired(Set<String> needed, Consumer<String> dropped, Mode mode) {
    for (Path table : folders(retired)) {
      if (!needed.contains(table.getName())) {
        dropped.accept(table.getName());
        if (mode == Mode.APPLY) {
          delete(table);
        }
      }
    }
  }

  private List<Path> folders(Path parent) {
    try {
      FileSystem files = files();
      if (!files.exists(parent)) {
        return List.of();
      }
      Set<Path> found = new TreeSet<>(comparing(Path::toString));
      for (FileStatus status : files.listStatus(parent)) {
        if (status.isDirectory()) {
          found.add(status.getPath());
        }
      }
      return List.copyOf(found);
    } catch (IOException e) {
      throw SmallFiles.failed("cannot list", parent, e);
    }
  }

  private void delete(Path folder) {
    try {
      files().delete(folder, true);
    } catch (IOException e) {
      throw SmallFiles.failed("cannot delete", folder, e);
    }
  }

  private FileSystem files() {
    try {
      return store.fileSystem();
    } catch (IOException e) {
      throw SmallFiles.failed("cannot open", staging, e);
    }
  }
}
