package io.truecount.table;

import io.truecount.config.TableConfig;
import java.io.IOException;
import java.time.Instant;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The small files that runs keep beside what they have staged: approvals, and what they touched.
 */
final class RunNotes {
  private RunNotes() {}

  /** Deletes those that were written before an instant, of runs that were not published. */
  static void deleteBefore(SparkSession spark, TableConfig config, Instant before) {
    Path folder = new Path(config.warehouse(), "_staging");
    try {
      FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
      if (!files.exists(folder)) {
        return;
      }
      for (FileStatus file : files.listStatus(folder)) {
        if (file.getPath().getName().matches(".+\\.(approved|touched)\\.json")
            && file.getModificationTime() < before.toEpochMilli()) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw SmallFiles.failed("cannot clear up", folder, e);
    }
  }
}
