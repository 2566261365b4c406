package io.truecount.source.record;

import io.truecount.config.SourceConfig;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads one format. */
public interface SourceReader {
  /**
   * One row per record, in the columns of {@link Records#schema}; what is not a record is a row
   * with a reason. Bad input never fails and is never left out. Lazy: every action reads the files
   * again, and makes only the columns it needs.
   *
   * @param files not empty
   * @param properties the typed properties of all sources together
   */
  Dataset<Row> read(
      SparkSession spark, SourceConfig source, List<InputFile> files, StructType properties);

  /**
   * The files that {@link #read} cannot read to their end, refused. Most formats find that while
   * they read, and give a row for it; then there are none. Cost: reads some of the files again.
   */
  default List<InputFile> damaged(SparkSession spark, SourceConfig source, List<InputFile> files) {
    return List.of();
  }

  /** Whether a file without records has bytes of its own, so that it is no sign of a mistake. */
  default boolean emptyFilesHaveBytes() {
    return false;
  }
}
