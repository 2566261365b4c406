package io.truecount.table;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts the rows of some files of a Delta table into fewer ones, in a commit that says that no row
 * has changed. Delta's OPTIMIZE packs files by their size, whatever they hold, and its Z-order
 * rewrites the whole table; this keeps the range of each file narrow, and other files as they are.
 */
final class DeltaCompaction {
  private final DeltaStore store;
  private final String table;
  private final Snapshot base;

  DeltaCompaction(DeltaStore store, String table, Snapshot base) {
    this.store = store;
    this.table = table;
    this.base = base;
  }

  /**
   * Merges files; refused by Delta when another writer has removed one of them since.
   *
   * @param into how many files come of them
   * @param order the columns to sort by; empty to leave the rows as they are
   */
  void run(List<AddFile> files, int into, List<String> order) {
    OptimisticTransaction txn =
        store.log(table).startTransaction(Option.empty(), Option.apply(base));
    Dataset<Row> rows = arranged(store.frame(base, files), into, order);
    List<AddFile> merged =
        CollectionConverters.<FileAction>asJava(txn.writeFiles(rows)).stream()
            .map(AddFile.class::cast)
            .toList();
    requireAsMany(files, merged);
    List<Action> actions = new ArrayList<>();
    files.forEach(
        file -> actions.add(file.removeWithTimestamp(file.removeWithTimestamp$default$1(), false)));
    merged.forEach(file -> actions.add(unchanged(file)));
    txn.commit(seq(actions), operation());
  }

  private static Dataset<Row> arranged(Dataset<Row> rows, int into, List<String> order) {
    Column[] by = order.stream().map(Quoting::column).toArray(Column[]::new);
    Dataset<Row> parts =
        into == 1 || by.length == 0 ? rows.coalesce(into) : rows.repartitionByRange(into, by);
    return by.length == 0 ? parts : parts.sortWithinPartitions(by);
  }

  /** Deleting the files is safe only where each of their rows is in another one. */
  private void requireAsMany(List<AddFile> files, List<AddFile> merged) {
    OptionalLong before = rows(files);
    OptionalLong after = rows(merged);
    if (before.isPresent() && !before.equals(after)) {
      throw new IllegalStateException(
          "%s: %s rows were merged, %s written".formatted(table, before, after));
    }
  }

  private static OptionalLong rows(List<AddFile> files) {
    return files.stream().allMatch(file -> file.numLogicalRecords().isDefined())
        ? OptionalLong.of(
            files.stream().mapToLong(file -> (long) file.numLogicalRecords().get()).sum())
        : OptionalLong.empty();
  }

  private static AddFile unchanged(AddFile file) {
    return file.copy(
        file.path(),
        file.partitionValues(),
        file.size(),
        file.modificationTime(),
        false,
        file.stats(),
        file.tags(),
        file.deletionVector(),
        file.baseRowId(),
        file.defaultRowCommitVersion(),
        file.clusteringProvider(),
        file.copy$default$12(),
        file.copy$default$13());
  }

  private static DeltaOperations.Operation operation() {
    return new DeltaOperations.Optimize(
        seq(List.of()), seq(List.of()), false, Option.empty(), false);
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
