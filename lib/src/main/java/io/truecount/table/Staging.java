package io.truecount.table;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What one run has written and has not published: readers and other runs do not see it. It outlives
 * the process: the steps of a nightly may run one process each. Staging a table again replaces what
 * this run staged before, so a step can be repeated after a kill.
 */
public interface Staging {
  /**
   * Stages {@code rows} as the whole content of the table; they may be made of what is staged for
   * it. Cost: one write of the rows.
   */
  void overwrite(TableDefinition table, Dataset<Row> rows);

  /**
   * Stages {@code rows} in place of the rows of {@code slice}; the others stay. Cost: one write of
   * the rows, and a rewrite of only those files that hold rows inside and outside of the slice.
   */
  void replace(TableDefinition table, Slice slice, Dataset<Row> rows);

  /** The rows as this run sees them: staged by it, else the last published. */
  Dataset<Row> read(String table);

  /**
   * The rows of those files of a staged table that are not published: all that the run has added,
   * and others that lay in one file with what it has replaced. Cost: as {@link #dataFiles}.
   */
  Dataset<Row> readAdded(String table);

  /** The published rows, as readers see them. */
  Dataset<Row> readPublished(String table);

  /**
   * The published rows of a slice. Cost: files that have no row of it, as their metadata says, are
   * not opened.
   */
  Dataset<Row> readPublished(String table, Slice slice);

  boolean exists(String table);

  /**
   * The Parquet files that together hold exactly the rows that {@link #read} gives. Cost: the
   * table's metadata, one name per file on the driver.
   */
  List<String> dataFiles(String table);

  /**
   * How many rows {@link #read} gives. Cost: the table's metadata; a scan only where another writer
   * has left out how many rows its files hold.
   */
  long rows(String table);

  /** Names of the tables that this run has staged, sorted. */
  List<String> staged();

  /** What is staged for one of these tables: another text after each staging. */
  String stagedVersion(String table);

  /** As {@link #stagedVersion}, of all. */
  default SortedMap<String, String> stagedVersions() {
    SortedMap<String, String> versions = new TreeMap<>();
    staged().forEach(table -> versions.put(table, stagedVersion(table)));
    return versions;
  }

  /**
   * Whether another run has published one of these tables since it was staged.
   *
   * @param release that it is to be published as, and may have been before a kill
   */
  boolean isOvertaken(String table, long release);

  /** Forgets what was staged for one table. */
  void discard(String table);

  /** Forgets all that was staged. */
  default void discardAll() {
    staged().forEach(this::discard);
  }

  /**
   * Makes the staged content of one table the published one; metadata only. Repeating it after a
   * kill changes nothing more.
   *
   * @return the published version of the table
   * @throws io.truecount.error.TruecountException when another run has published the table since
   */
  String publish(String table, long release);

  /**
   * As {@link #publish(String, long)}, for several tables, in any order.
   *
   * @return the published version of each
   */
  default SortedMap<String, String> publish(List<String> tables, long release) {
    SortedMap<String, String> versions = new TreeMap<>();
    tables.forEach(table -> versions.put(table, publish(table, release)));
    return versions;
  }
}
