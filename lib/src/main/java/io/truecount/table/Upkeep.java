package io.truecount.table;

import io.truecount.config.MaintainConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Merges and deletes the files of one format's tables; for the holder of the warehouse's lease. */
public sealed interface Upkeep permits DeltaUpkeep, IcebergUpkeep {
  /**
   * How much a table is.
   *
   * @param files data files of the newest version
   * @param bytes of all files in the table's folder, also those of other versions and of metadata
   */
  record Size(long files, long bytes) {
    /** Of two tables together. */
    public Size plus(Size other) {
      return new Size(files + other.files, bytes + other.bytes);
    }
  }

  /**
   * Files to merge.
   *
   * @param merged how many there are
   * @param into how many come of them, about
   */
  record Compaction(int merged, int into) {
    /** Enough small files, of which fewer than half remain. */
    static Optional<Compaction> of(List<Long> smallSizes, MaintainConfig config) {
      long bytes = smallSizes.stream().mapToLong(Long::longValue).sum();
      int into = (int) Math.max(1, -Math.floorDiv(-bytes, config.targetFileSize()));
      return smallSizes.size() >= config.minFiles() && into <= smallSizes.size() / 2
          ? Optional.of(new Compaction(smallSizes.size(), into))
          : Optional.empty();
    }
  }

  /**
   * What nothing needs any more.
   *
   * @param versions how many versions stop being readable: on Delta of those that releases had, on
   *     Iceberg all snapshots
   * @param files how many files are deleted
   * @param bytes of these files
   */
  record Expiry(long versions, long files, long bytes) {
    static final Expiry NONE = new Expiry(0, 0, 0);
  }

  /** Whether expiry is done or only looked up. */
  enum Mode {
    DRY_RUN,
    APPLY
  }

  /** Cost: the metadata of the newest version, and a listing of the table's folder. */
  Size size(String table);

  /**
   * Whether a run has staged the table and may publish it: it would no longer be what the run has
   * staged on. Cost: a listing of what is staged on Delta, once; the table's metadata on Iceberg.
   */
  boolean isStaged(String table);

  /** What is to be merged; empty when it is not worthwhile. Cost: the table's metadata. */
  Optional<Compaction> compaction(String table, MaintainConfig config);

  /**
   * Merges the small files of a table; no row changes. Cost: a read and a write of these files, and
   * a shuffle where they make several files and {@code order} names columns.
   *
   * @param order the columns to sort the rows by
   */
  void compact(String table, List<String> order, MaintainConfig config);

  /**
   * Deletes the files of versions before the oldest that is needed, and files of no version. What
   * was written after {@code before} stays, and what a run has staged. Cost: the names of the
   * table's files on the driver, where there is one to delete.
   *
   * @param oldest version that must stay readable, with all later ones; empty when no release has
   *     the table: then what was current at {@code before}
   * @param expired versions that only expired releases have
   */
  Expiry expire(
      String table, Optional<String> oldest, Set<String> expired, Instant before, Mode mode);

  /** Forgets what was staged before an instant and not published; names of these runs. */
  List<String> discardStaged(Instant before, Mode mode);

  /** Deletes tables that were taken out of the namespace and that {@code needed} does not have. */
  void dropRetired(Set<String> needed, Consumer<String> dropped, Mode mode);
}
