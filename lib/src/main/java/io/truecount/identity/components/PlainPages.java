package io.truecount.identity.components;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one piece of a Parquet file, as long as pages of all columns go on. A batch is
 * valid until the next one only: its values lie in buffers that the next row group is read into.
 */
final class PlainPages implements Iterator<ColumnarBatch> {
  private final ParquetFileReader reader;
  private final StructType schema;
  private @Nullable PageReadStore group;
  private PageColumn[] columns = {};
  private long left;

  /** The row groups whose middle lies in the piece, as Spark shares files out. */
  PlainPages(PartitionedFile piece, StructType schema, Configuration conf) {
    this.schema = schema;
    Path path = piece.toPath();
    var options =
        HadoopReadOptions.builder(conf, path)
            .withRange(piece.start(), piece.start() + piece.length())
            .withAllocator(new ReusedBuffers())
            .build();
    try {
      reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf), options);
      reader.setRequestedSchema(Arrays.stream(schema.fieldNames()).map(this::column).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close());
  }

  private ColumnDescriptor column(String name) {
    return reader
        .getFooter()
        .getFileMetaData()
        .getSchema()
        .getColumnDescription(new String[] {name});
  }

  @Override
  public boolean hasNext() {
    while (left == 0) {
      if (!nextRowGroup()) {
        return false;
      }
    }
    return true;
  }

  private boolean nextRowGroup() {
    if (group != null) {
      group.close();
    }
    PageReadStore found = readRowGroup();
    group = found;
    if (found == null) {
      close();
      return false;
    }
    columns =
        Arrays.stream(schema.fields()).map(field -> pages(found, field)).toArray(PageColumn[]::new);
    left = found.getRowCount();
    return true;
  }

  private @Nullable PageReadStore readRowGroup() {
    try {
      return reader.readNextRowGroup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** At the end, and at that of a task which has failed before it. */
  private void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PageColumn pages(PageReadStore found, StructField field) {
    ColumnDescriptor column = column(field.name());
    return new PageColumn(field.dataType(), column, found.getPageReader(column));
  }

  @Override
  public ColumnarBatch next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int rows = Arrays.stream(columns).mapToInt(PageColumn::left).min().orElseThrow();
    for (PageColumn column : columns) {
      column.take(rows);
    }
    left -= rows;
    return new ColumnarBatch(columns, rows);
  }

  /** Each row group is read into the buffers of the one before. */
  private static final class ReusedBuffers implements ByteBufferAllocator {
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    @Override
    public ByteBuffer allocate(int size) {
      ByteBuffer last = free.poll();
      return last != null && last.capacity() >= size
          ? last.clear().limit(size)
          : ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
      free.add(buffer);
    }

    @Override
    public boolean isDirect() {
      return false;
    }
  }
}
