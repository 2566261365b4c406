package io.truecount.table;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.SnapshotDescriptor;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A list of a table's files, of which a query opens only those that may have rows of it. Delta
 * leaves out files of whole versions, by a Spark job; it opens all files of a list, such as what a
 * run has staged.
 *
 * <pre>
 *   file   loaded_at from .. to        query  loaded_at >= 2 May     opens
 *   a      1 May 03:00 .. 1 May 03:00                                b
 *   b      2 May 03:00 .. 2 May 03:00
 * </pre>
 *
 * Cost: no job; the driver reads the ranges of each file.
 */
final class DeltaFiles extends TahoeBatchFileIndex {
  DeltaFiles(SparkSession spark, Seq<AddFile> files, DeltaLog log, SnapshotDescriptor version) {
    super(spark, "batch", files, log, log.dataPath(), version, false);
  }

  @Override
  public Seq<AddFile> matchingFiles(Seq<Expression> ofPartitions, Seq<Expression> ofData) {
    List<Expression> filters = CollectionConverters.asJava(ofData);
    Seq<AddFile> files = super.matchingFiles(ofPartitions, ofData);
    if (filters.isEmpty()) {
      return files;
    }
    List<AddFile> some =
        CollectionConverters.asJava(files).stream()
            .filter(file -> FileRanges.of(file).mayHave(filters))
            .toList();
    return CollectionConverters.asScala(some).toSeq();
  }
}
