package io.truecount.table;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.FileAction;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The commits of a Delta table. */
final class DeltaHistory {
  private final DeltaStore store;
  private final String table;

  DeltaHistory(DeltaStore store, String table) {
    this.store = store;
    this.table = table;
  }

  /** The version that was current at an instant; the first one before there was any. */
  long at(Instant instant) {
    return log()
        .history()
        .getActiveCommitAtTime(Timestamp.from(instant), Option.empty(), true, true, true)
        .version();
  }

  /**
   * The files of a version and of all later ones. Cost: the metadata of the version, and the
   * commits since.
   */
  List<AddFile> since(long version) {
    List<AddFile> all = new ArrayList<>(store.files(table, store.at(table, version)));
    for (Action action : after(version)) {
      if (action instanceof AddFile added) {
        all.add(added);
      }
    }
    return all;
  }

  /**
   * Whether all commits after a version have only put its rows into other files. Cost: these
   * commits.
   */
  boolean isOnlyRearrangedSince(long version) {
    return after(version).stream().allMatch(DeltaHistory::changesNoRow);
  }

  private static boolean changesNoRow(Action action) {
    return action instanceof FileAction file ? !file.dataChange() : action instanceof CommitInfo;
  }

  private List<Action> after(long version) {
    List<Action> all = new ArrayList<>();
    Iterator<Tuple2<Object, Seq<Action>>> commits =
        CollectionConverters.asJava(log().getChanges(version + 1, Option.empty(), true));
    while (commits.hasNext()) {
      all.addAll(CollectionConverters.asJava(commits.next()._2()));
    }
    return all;
  }

  private DeltaLog log() {
    return store.log(table);
  }
}
