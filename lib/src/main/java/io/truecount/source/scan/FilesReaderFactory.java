package io.truecount.source.scan;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the readers on the executors. */
record FilesReaderFactory(
    FileFormat format, List<Integer> ordinals, SerializableConfiguration hadoop)
    implements PartitionReaderFactory {
  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    boolean[] needed = new boolean[format.schema().size()];
    for (int ordinal : ordinals) {
      needed[ordinal] = true;
    }
    return new FilesReader(
        ((FilesPartition) partition).files().iterator(),
        format.parser(needed),
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        hadoop.value());
  }
}
