package io.truecount.identity.components;

import com.google.common.collect.Iterators;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.FileScanRDD;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scans of Parquet files whose values can be used where they lie: columns of longs and texts
 * without nulls, in PLAIN encoding and not compressed. Spark's reader copies every value twice, a
 * quarter of what such a scan costs.
 */
final class PageScan {
  /** How values are encoded in such a page, and levels. */
  private static final Set<String> PLAIN = Set.of("PLAIN", "RLE", "BIT_PACKED");

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
    List<FilePartition> tasks =
        CollectionConverters.asJava(((FileScanRDD) scan.inputRDD()).filePartitions());
    StructType schema = scan.schema();
    boolean plain =
        Streams.stream(pieces(tasks.iterator()))
            .map(PartitionedFile::toPath)
            .distinct()
            .parallel()
            .allMatch(path -> isPlain(path, schema, hadoop));
    return plain ? Optional.of(batches(scan, tasks, hadoop)) : Optional.empty();
  }

  private static boolean readsWholeFiles(FileSourceScanExec scan) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        && scan.relation().fileFormat().getClass() == ParquetFileFormat.class
        && scan.relation().partitionSchema().isEmpty()
        && scan.dataFilters().isEmpty()
        && scan.inputRDD() instanceof FileScanRDD;
  }

  private static boolean isPlain(Path path, StructType schema, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop))) {
      return reader.getRowGroups().stream().allMatch(group -> isPlain(group, schema));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPlain(BlockMetaData group, StructType schema) {
    long plain = group.getColumns().stream().filter(column -> isPlain(column, schema)).count();
    return plain == schema.size();
  }

  private static boolean isPlain(ColumnChunkMetaData column, StructType schema) {
    String name = column.getPath().toDotString();
    return Arrays.asList(schema.fieldNames()).contains(name)
        && column.getPrimitiveType().getPrimitiveTypeName() == stored(schema.apply(name).dataType())
        && column.getCodec() == CompressionCodecName.UNCOMPRESSED
        && column.getEncodings().stream().map(Encoding::name).allMatch(PLAIN::contains);
  }

  private static @Nullable PrimitiveTypeName stored(DataType type) {
    if (type.equals(DataTypes.LongType)) {
      return PrimitiveTypeName.INT64;
    }
    return type.equals(DataTypes.StringType) ? PrimitiveTypeName.BINARY : null;
  }

  private static JavaRDD<ColumnarBatch> batches(
      FileSourceScanExec scan, List<FilePartition> tasks, Configuration conf) {
    StructType schema = scan.schema();
    var spark = JavaSparkContext.fromSparkContext(scan.session().sparkContext());
    var hadoop = SerializableConfiguration.broadcast(spark.sc(), conf);
    return spark
        .parallelize(tasks, Math.max(1, tasks.size()))
        .mapPartitions(
            (Iterator<FilePartition> task) ->
                Iterators.concat(
                    Iterators.transform(
                        pieces(task),
                        piece -> new PlainPages(piece, schema, hadoop.value().value()))));
  }

  private static Iterator<PartitionedFile> pieces(Iterator<FilePartition> tasks) {
    return Iterators.concat(Iterators.transform(tasks, task -> Iterators.forArray(task.files())));
  }
}
