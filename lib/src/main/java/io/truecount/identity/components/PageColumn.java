package io.truecount.identity.components;

import static com.google.common.base.Preconditions.checkState;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One column of a row group, page by page, where its values lie: longs in a row, or texts behind
 * their lengths (PLAIN in the Parquet format's Encodings.md), none of them null. As a vector it has
 * the rows {@link #take}n last.
 */
final class PageColumn extends ColumnVector {
  private final boolean hasLevels;
  private final ByteBufferInputStream chunk;

  /** The values of the page. */
  private ByteBuffer values = ByteBuffer.allocate(0);

  private LongBuffer longs = values.asLongBuffer();

  /** The values once more, of a page of texts, and where these begin in it. */
  private byte[] texts = {};

  private int[] starts = {};

  private int rows;
  private int first;
  private int next;

  PageColumn(PlainGroup.Chunk chunk, ByteBuffer bytes) {
    super(chunk.type());
    this.hasLevels = chunk.hasLevels();
    this.chunk = ByteBufferInputStream.wrap(bytes);
  }

  /** How many rows of the page are left; the next page's, when it is at its end. */
  int left() {
    while (next == rows) {
      open();
    }
    return rows - next;
  }

  void take(int count) {
    first = next;
    next += count;
  }

  private void open() {
    try {
      PageHeader header = Util.readPageHeader(chunk);
      var page = ByteBufferInputStream.wrap(chunk.slice(header.getUncompressed_page_size()));
      rows = header.getData_page_header().getNum_values();
      next = 0;
      if (hasLevels) {
        skipLevels(header.getData_page_header(), page);
      }
      values = page.slice(page.available()).slice().order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (dataType().equals(DataTypes.LongType)) {
      longs = values.asLongBuffer();
    } else {
      findTexts();
    }
  }

  /** Levels say where nulls are. */
  private void skipLevels(DataPageHeader header, ByteBufferInputStream page) throws IOException {
    checkState(
        header.getDefinition_level_encoding() == Encoding.RLE,
        "levels as no writer has made them for years");
    ByteBuffer levels = page.slice(BytesUtils.readIntLittleEndian(page));
    checkState(isOneRun(levels) || !hasZero(levels), "the label index holds a null");
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

  private void findTexts() {
    int end = values.remaining();
    if (texts.length < end) {
      texts = new byte[end];
    }
    values.get(0, texts, 0, end);
    if (starts.length < rows) {
      starts = new int[rows];
    }
    int at = 0;
    for (int row = 0; row < rows; row++) {
      at += Integer.BYTES;
      checkState(at <= end, "a page of the label index is broken");
      starts[row] = at;
      int length = length(at);
      checkState(length >= 0 && length <= end - at, "a page of the label index is broken");
      at += length;
    }
  }

  private int length(int start) {
    int length = Platform.getInt(texts, Platform.BYTE_ARRAY_OFFSET + start - Integer.BYTES);
    return Words.LITTLE_ENDIAN ? length : Integer.reverseBytes(length);
  }

  /** Copies the longs of some rows of any column, at once where they lie in a page. */
  static void copy(ColumnVector column, int row, long[] to, int count) {
    if (column instanceof PageColumn page) {
      page.longs.get(page.first + row, to, 0, count);
    } else {
      for (int i = 0; i < count; i++) {
        to[i] = column.getLong(row + i);
      }
    }
  }

  @Override
  public long getLong(int row) {
    return longs.get(first + row);
  }

  @Override
  public UTF8String getUTF8String(int row) {
    int start = starts[first + row];
    return UTF8String.fromBytes(texts, start, length(start));
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
