package io.truecount.identity.components;

import com.google.common.collect.Iterators;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.FileScanRDD;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scans of local Parquet files whose values can be used where they lie: columns of longs and texts
 * without nulls, in PLAIN encoding and not compressed. Spark's reader copies every value three
 * times; here the files are mapped, and what nobody looks at is not even read.
 */
final class PageScan {
  private static final String LOCAL = "file";

  /**
   * What one task goes through in less time than a JVM takes to start. Small tasks side by side
   * share the cores with the compilers of their own code, and take longer together.
   */
  private static final long BYTES_PER_TASK = 2L << 30;

  private PageScan() {}

  /**
   * The batches of a scan, or nothing when its files are of another kind. Reads all footers,
   * several at a time.
   */
  static Optional<JavaRDD<ColumnarBatch>> of(FileSourceScanExec scan) {
    if (!readsWholeFiles(scan)) {
      return Optional.empty();
    }
    Configuration hadoop =
        scan.session().sessionState().newHadoopConfWithOptions(scan.relation().options());
    StructType schema = scan.schema();
    List<Optional<List<PlainGroup>>> tasks =
        tasks(scan).parallelStream().map(task -> groups(task, schema, hadoop)).toList();
    return tasks.stream().allMatch(Optional::isPresent)
        ? Optional.of(batches(scan, tasks.stream().flatMap(Optional::stream).toList()))
        : Optional.empty();
  }

  private static boolean readsWholeFiles(FileSourceScanExec scan) {
    return scan.relation().fileFormat().getClass() == ParquetFileFormat.class
        && scan.relation().partitionSchema().isEmpty()
        && scan.dataFilters().isEmpty()
        && scan.inputRDD() instanceof FileScanRDD;
  }

  private static List<FilePartition> tasks(FileSourceScanExec scan) {
    return CollectionConverters.asJava(((FileScanRDD) scan.inputRDD()).filePartitions());
  }

  /** A task's row groups, when all of them are plain. */
  private static Optional<List<PlainGroup>> groups(
      FilePartition task, StructType schema, Configuration hadoop) {
    List<Optional<PlainGroup>> groups =
        Arrays.stream(task.files()).flatMap(piece -> groups(piece, schema, hadoop)).toList();
    return groups.stream().allMatch(Optional::isPresent)
        ? Optional.of(groups.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  /** The row groups whose middle lies in the piece, as Spark shares files out. */
  private static Stream<Optional<PlainGroup>> groups(
      PartitionedFile piece, StructType schema, Configuration hadoop) {
    Path path = piece.toPath();
    if (!LOCAL.equals(path.toUri().getScheme())) {
      return Stream.of(Optional.empty());
    }
    var options =
        HadoopReadOptions.builder(hadoop, path)
            .withRange(piece.start(), piece.start() + piece.length())
            .build();
    try (var reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop), options)) {
      String file = path.toUri().getPath();
      return reader.getRowGroups().stream().map(group -> PlainGroup.of(file, group, schema));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaRDD<ColumnarBatch> batches(
      FileSourceScanExec scan, List<List<PlainGroup>> tasks) {
    return JavaSparkContext.fromSparkContext(scan.session().sparkContext())
        .parallelize(tasks, count(tasks))
        .mapPartitions(
            (Iterator<List<PlainGroup>> task) ->
                Iterators.concat(
                    Iterators.transform(
                        Iterators.concat(Iterators.transform(task, Collection::iterator)),
                        PlainPages::new)));
  }

  /** How many tasks share these pieces of files, whose row groups stay together. */
  static int count(List<List<PlainGroup>> pieces) {
    long bytes = pieces.stream().flatMap(List::stream).mapToLong(PlainGroup::bytes).sum();
    return (int) Math.max(1, Math.min(pieces.size(), bytes / BYTES_PER_TASK + 1));
  }
}
