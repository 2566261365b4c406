package io.truecount.source.segment;

import io.truecount.source.Records;
import io.truecount.source.json.JsonLines.Line;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The row being made. */
final class Columns {
  static final UTF8String NATIVE = UTF8String.fromString(Records.NATIVE);
  static final UTF8String FINGERPRINT = UTF8String.fromString(Records.FINGERPRINT);

  private final Map<String, Integer> ordinals = new HashMap<>();
  private final boolean[] needed;
  private final @Nullable Object[] values;

  Columns(StructType schema, boolean[] needed) {
    this.needed = needed;
    this.values = new Object[schema.size()];
    for (int i = 0; i < schema.size(); i++) {
      ordinals.put(schema.fieldNames()[i], i);
    }
  }

  void start(UTF8String source, Line line) {
    Arrays.fill(values, null);
    set(Records.SOURCE, source);
    set(Records.LOADED_AT, line.file().loadedAt());
    set(Records.FILE, line.fileName());
    set(Records.POSITION, line.position());
  }

  boolean needs(String column) {
    return needed[ordinal(column)];
  }

  void set(String column, @Nullable Object value) {
    values[ordinal(column)] = value;
  }

  /** The first problem of a record is the one that is told. */
  void refuse(String reason, String detail) {
    int ordinal = ordinal(Records.REASON);
    if (values[ordinal] == null) {
      values[ordinal] = UTF8String.fromString(reason);
      set(Records.DETAIL, UTF8String.fromString(detail));
    }
  }

  @Nullable Object[] values() {
    return values;
  }

  private int ordinal(String column) {
    Integer ordinal = ordinals.get(column);
    if (ordinal == null) {
      throw new IllegalArgumentException("Invalid column: " + column);
    }
    return ordinal;
  }
}
