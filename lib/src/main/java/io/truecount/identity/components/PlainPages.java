package io.truecount.identity.components;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** The batches of a row group, as long as pages of all columns go on, mapped into memory. */
final class PlainPages implements Iterator<ColumnarBatch> {
  private final PageColumn[] columns;
  private long left;

  PlainPages(PlainGroup group) {
    left = group.rows();
    try (var file = FileChannel.open(Path.of(group.file()), StandardOpenOption.READ)) {
      columns = new PageColumn[group.chunks().size()];
      for (int column = 0; column < columns.length; column++) {
        PlainGroup.Chunk chunk = group.chunks().get(column);
        columns[column] =
            new PageColumn(chunk, file.map(MapMode.READ_ONLY, chunk.start(), chunk.size()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
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
}
