package io.truecount.identity.components;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How an identifier becomes a key and back. The unsigned order of a key's bytes is the order of the
 * identifiers, so that one engine serves both types.
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
    void write(UnsafeRowWriter row, int column, long[] words, int from, int length) {
      row.write(column, Words.unordered(words[from]));
    }

    @Override
    void copy(InternalRow from, int column, UnsafeRowWriter to, int target) {
      to.write(target, from.getLong(column));
    }

    @Override
    void digest(InternalRow row, int column, Digester digester) {
      digester.digest(row.getLong(column));
    }

    @Override
    void digest(long[] words, int from, int length, Digester digester) {
      digester.digest(Words.unordered(words[from]));
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
    void write(UnsafeRowWriter row, int column, long[] words, int from, int length) {
      long offset = Platform.LONG_ARRAY_OFFSET + (long) Long.BYTES * from;
      row.write(column, UTF8String.fromAddress(words, offset, length));
    }

    @Override
    void copy(InternalRow from, int column, UnsafeRowWriter to, int target) {
      to.write(target, from.getUTF8String(column));
    }

    @Override
    void digest(InternalRow row, int column, Digester digester) {
      UTF8String text = row.getUTF8String(column);
      digester.digest(text.getBaseObject(), text.getBaseOffset(), text.numBytes());
    }

    @Override
    void digest(long[] words, int from, int length, Digester digester) {
      digester.digest(words, Platform.LONG_ARRAY_OFFSET + (long) Long.BYTES * from, length);
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

  /** Writes the identifier whose key of {@code length} bytes stands in these words. */
  abstract void write(UnsafeRowWriter row, int column, long[] words, int from, int length);

  /** Copies the identifier in this column to another row. */
  abstract void copy(InternalRow from, int column, UnsafeRowWriter to, int target);

  /** Computes the digest of the identifier in this column. */
  abstract void digest(InternalRow row, int column, Digester digester);

  /** Computes the digest of the identifier whose key of {@code length} bytes stands there. */
  abstract void digest(long[] words, int from, int length, Digester digester);
}
