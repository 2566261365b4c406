package io.truecount.source;

import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** One row in the columns of {@link RowLayout#schema}, being filled. */
final class RawRow {
  private final @Nullable Object[] columns;
  private final int values;

  RawRow(int values, InputFile file, long position) {
    this.values = values;
    columns = new Object[values + 9];
    columns[values + 3] = file.loadedAt();
    columns[values + 4] = UTF8String.fromString(file.name());
    columns[values + 5] = position;
  }

  void value(int index, @Nullable UTF8String text) {
    columns[index] = text;
  }

  void content(UTF8String fingerprint) {
    columns[values] = fingerprint;
  }

  void payload(@Nullable UTF8String extra, long hash) {
    columns[values + 1] = extra;
    columns[values + 2] = hash;
  }

  @Nullable Object[] read(UTF8String raw) {
    columns[values + 8] = raw;
    return columns;
  }

  @Nullable Object[] refused(String reason, String detail, @Nullable String raw) {
    columns[values + 6] = UTF8String.fromString(reason);
    columns[values + 7] = UTF8String.fromString(detail);
    columns[values + 8] = raw == null ? null : UTF8String.fromString(raw);
    return columns;
  }
}
