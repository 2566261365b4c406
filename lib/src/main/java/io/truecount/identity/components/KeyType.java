package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How an identifier becomes a key of bytes and back. The unsigned order of the bytes is the order
 * of the identifiers, so that one engine serves both types.
 */
enum KeyType {
  /** Eight bytes, big endian, with the sign bit turned over. */
  LONG {
    @Override
    DataType dataType() {
      return DataTypes.LongType;
    }

    @Override
    void read(InternalRow row, int column, KeyBatch batch) {
      batch.add(row.getLong(column));
    }

    @Override
    void write(UnsafeRowWriter row, int column, byte[] bytes, int from, int to) {
      row.write(column, ByteKeys.toLong(bytes, from));
    }
  },
  /** The bytes of the UTF-8 form. */
  STRING {
    @Override
    DataType dataType() {
      return DataTypes.StringType;
    }

    @Override
    void read(InternalRow row, int column, KeyBatch batch) {
      UTF8String text = row.getUTF8String(column);
      batch.add(text.getBaseObject(), text.getBaseOffset(), text.numBytes());
    }

    @Override
    void write(UnsafeRowWriter row, int column, byte[] bytes, int from, int to) {
      row.write(column, bytes, from, to - from);
    }
  };

  static boolean supports(DataType type) {
    return type.equals(DataTypes.LongType) || type instanceof StringType;
  }

  static KeyType of(DataType type) {
    return type.equals(DataTypes.LongType) ? LONG : STRING;
  }

  abstract DataType dataType();

  /** Adds the identifier in this column to the batch. */
  abstract void read(InternalRow row, int column, KeyBatch batch);

  /** Writes the identifier whose key stands in these bytes to this column. */
  abstract void write(UnsafeRowWriter row, int column, byte[] bytes, int from, int to);
}
