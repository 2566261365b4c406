package io.truecount.identity.components;

import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One column of a Parquet file, page by page, where its values lie: longs in a row, or texts behind
 * their lengths (PLAIN in the Parquet format's Encodings.md), none of them null. As a vector it has
 * the rows {@link #take}n last.
 */
final class PageColumn extends ColumnVector {
  private final boolean hasLevels;
  private final PageReader pages;
  private byte[] bytes = {};
  private long begin;

  /** Where the texts of the page begin; of longs unused. */
  private int[] starts = {};

  private int rows;
  private int first;
  private int next;

  PageColumn(DataType type, ColumnDescriptor column, PageReader pages) {
    super(type);
    this.hasLevels = column.getMaxDefinitionLevel() > 0;
    this.pages = pages;
  }

  /** How many rows of the page are left; the next page's, when it is at its end. */
  int left() {
    while (next == rows) {
      open(pages.readPage());
    }
    return rows - next;
  }

  void take(int count) {
    first = next;
    next += count;
  }

  private void open(DataPage page) {
    rows = page.getValueCount();
    next = 0;
    try {
      ByteBuffer values = values(page);
      bytes = values.array();
      begin = Platform.BYTE_ARRAY_OFFSET + (long) values.arrayOffset() + values.position();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!dataType().equals(DataTypes.LongType)) {
      findTexts();
    }
  }

  /** What follows the levels, which say where nulls are. */
  private ByteBuffer values(DataPage page) throws IOException {
    if (page instanceof DataPageV2 second) {
      refuseNulls(second.getNullCount() > 0);
      return second.getData().toInputStream().slice((int) second.getData().size());
    }
    DataPageV1 first = (DataPageV1) page;
    ByteBufferInputStream content = first.getBytes().toInputStream();
    if (hasLevels) {
      checkState(
          first.getDlEncoding() == Encoding.RLE, "levels as no writer has made them for years");
      ByteBuffer levels = content.slice(BytesUtils.readIntLittleEndian(content));
      refuseNulls(!isOneRun(levels) && hasZero(levels));
    }
    return content.slice(content.available());
  }

  /** How levels without nulls are written, but for a few rows. */
  private boolean isOneRun(ByteBuffer levels) throws IOException {
    InputStream run = ByteBufferInputStream.wrap(levels.duplicate());
    return BytesUtils.readUnsignedVarInt(run) == rows << 1 && run.read() == 1;
  }

  private boolean hasZero(ByteBuffer levels) throws IOException {
    InputStream bits = ByteBufferInputStream.wrap(levels.duplicate());
    var decoder = new RunLengthBitPackingHybridDecoder(1, bits);
    boolean all = true;
    for (int row = 0; row < rows; row++) {
      all &= decoder.readInt() == 1;
    }
    return !all;
  }

  private static void refuseNulls(boolean found) {
    if (found) {
      throw new IllegalStateException("the label index holds a null");
    }
  }

  private void findTexts() {
    if (starts.length < rows) {
      starts = new int[rows];
    }
    int at = 0;
    for (int row = 0; row < rows; row++) {
      at += Integer.BYTES;
      starts[row] = at;
      at += length(at);
    }
  }

  private int length(int start) {
    return Platform.getInt(bytes, begin + start - Integer.BYTES);
  }

  @Override
  public long getLong(int row) {
    return Platform.getLong(bytes, begin + (long) Long.BYTES * (first + row));
  }

  @Override
  public UTF8String getUTF8String(int row) {
    int start = starts[first + row];
    return UTF8String.fromAddress(bytes, begin + start, length(start));
  }

  @Override
  public boolean hasNull() {
    return false;
  }

  @Override
  public int numNulls() {
    return 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return false;
  }

  @Override
  public boolean getBoolean(int row) {
    throw unsupported();
  }

  @Override
  public byte getByte(int row) {
    throw unsupported();
  }

  @Override
  public short getShort(int row) {
    throw unsupported();
  }

  @Override
  public int getInt(int row) {
    throw unsupported();
  }

  @Override
  public float getFloat(int row) {
    throw unsupported();
  }

  @Override
  public double getDouble(int row) {
    throw unsupported();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw unsupported();
  }

  @Override
  public byte[] getBinary(int row) {
    throw unsupported();
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw unsupported();
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw unsupported();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw unsupported();
  }

  @Override
  public void close() {}

  private UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("a page of " + dataType().typeName());
  }
}
