package io.truecount.source.scan;

import io.truecount.source.record.InputFile;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Reads the files of one task, one after the other. */
final class FilesReader implements PartitionReader<InternalRow> {
  private final Iterator<InputFile> files;
  private final FileParser parser;
  private final int[] ordinals;
  private final Configuration hadoop;
  private @Nullable FileInput input;

  FilesReader(Iterator<InputFile> files, FileParser parser, int[] ordinals, Configuration hadoop) {
    this.files = files;
    this.parser = parser;
    this.ordinals = ordinals;
    this.hadoop = hadoop;
  }

  @Override
  public boolean next() throws IOException {
    while (input == null || !parser.next()) {
      close();
      if (!files.hasNext()) {
        return false;
      }
      FileInput opened = FileInput.open(files.next(), hadoop);
      if (opened.unreadable().isPresent()) {
        parser.refuse(opened, opened.unreadable().get());
        opened.close();
        return true;
      }
      input = opened;
      parser.open(opened);
    }
    return true;
  }

  @Override
  public InternalRow get() {
    @Nullable Object[] all = parser.values();
    @Nullable Object[] row = new Object[ordinals.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = all[ordinals[i]];
    }
    return new GenericInternalRow(row);
  }

  @Override
  public void close() throws IOException {
    if (input != null) {
      input.close();
      input = null;
    }
  }
}
