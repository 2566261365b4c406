package io.truecount.identity.components;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.EncodingStats;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A row group of a local Parquet file whose values can be used where they lie.
 *
 * @param file its path
 * @param chunks the columns of a scan, in order
 */
record PlainGroup(String file, long rows, List<Chunk> chunks) implements Serializable {
  /** How values are encoded in plain pages, and their levels. */
  private static final Set<String> PLAIN = Set.of("PLAIN", "RLE", "BIT_PACKED");

  /**
   * A column's bytes in the file.
   *
   * @param hasLevels whether nulls were allowed: levels, which say where they are, come before the
   *     values
   */
  record Chunk(DataType type, long start, long size, boolean hasLevels) implements Serializable {}

  /** The columns of a row group, or nothing when one is missing or of another kind. */
  static Optional<PlainGroup> of(String file, BlockMetaData group, StructType schema) {
    List<Optional<Chunk>> chunks =
        Arrays.stream(schema.fields()).map(field -> chunk(group, field)).toList();
    return chunks.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            new PlainGroup(
                file, group.getRowCount(), chunks.stream().flatMap(Optional::stream).toList()))
        : Optional.empty();
  }

  /** What a scan maps. */
  long bytes() {
    return chunks.stream().mapToLong(Chunk::size).sum();
  }

  private static Optional<Chunk> chunk(BlockMetaData group, StructField field) {
    return group.getColumns().stream()
        .filter(column -> column.getPath().toDotString().equals(field.name()))
        .filter(column -> isPlain(column, field.dataType()))
        .map(
            column ->
                new Chunk(
                    field.dataType(),
                    column.getStartingPos(),
                    column.getTotalSize(),
                    column.getPrimitiveType().getRepetition() != Repetition.REQUIRED))
        .findFirst();
  }

  private static boolean isPlain(ColumnChunkMetaData column, DataType type) {
    return column.getPrimitiveType().getPrimitiveTypeName() == stored(type)
        && column.getCodec() == CompressionCodecName.UNCOMPRESSED
        && column.getEncodings().stream().map(Encoding::name).allMatch(PLAIN::contains)
        && hasFirstPages(column.getEncodingStats())
        && !column.isEncrypted()
        && column.getTotalSize() <= Integer.MAX_VALUE;
  }

  /** Pages come in two versions; Spark writes the first. */
  private static boolean hasFirstPages(@Nullable EncodingStats stats) {
    return stats != null && !stats.usesV2Pages();
  }

  private static @Nullable PrimitiveTypeName stored(DataType type) {
    if (type.equals(DataTypes.LongType)) {
      return PrimitiveTypeName.INT64;
    }
    return type.equals(DataTypes.StringType) ? PrimitiveTypeName.BINARY : null;
  }
}
