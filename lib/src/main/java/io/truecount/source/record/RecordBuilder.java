package io.truecount.source.record;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The row that a parser is making of a record, in the columns of {@link Records} that its schema
 * has and in those of its own. One builder makes all rows of a task, one after the other.
 */
public final class RecordBuilder {
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final boolean[] needed;
  private final @Nullable Object[] values;

  /**
   * Makes rows of a schema.
   *
   * @param needed which of its columns are read; the others need not be set
   */
  public RecordBuilder(StructType schema, boolean[] needed) {
    this.needed = needed.clone();
    this.values = new Object[schema.size()];
    for (int i = 0; i < schema.size(); i++) {
      ordinals.put(schema.fieldNames()[i], i);
    }
  }

  /** Makes rows of a schema all of whose columns are set. */
  public RecordBuilder(StructType schema) {
    this(schema, allOf(schema));
  }

  private static boolean[] allOf(StructType schema) {
    boolean[] all = new boolean[schema.size()];
    Arrays.fill(all, true);
    return all;
  }

  /**
   * Begins a record: every value is NULL but those of its place.
   *
   * @param name that of the file
   * @param position see {@link Positions}
   */
  public RecordBuilder start(InputFile file, UTF8String name, long position) {
    Arrays.fill(values, null);
    set(Records.LOADED_AT, file.loadedAt());
    set(Records.FILE, name);
    set(Records.POSITION, position);
    return this;
  }

  public boolean needs(String column) {
    return needed[ordinal(column)];
  }

  /** Sets a column to one of Spark's internal values. */
  public void set(String column, @Nullable Object value) {
    values[ordinal(column)] = value;
  }

  /** As {@link #set(String, Object)}, by the place of the column in the schema. */
  public void set(int ordinal, @Nullable Object value) {
    values[ordinal] = value;
  }

  /** Refuses the record, as {@link Reasons} has it; the first reason of a record counts. */
  public void refuse(String reason, String detail) {
    int ordinal = ordinal(Records.REASON);
    if (values[ordinal] == null) {
      values[ordinal] = UTF8String.fromString(reason);
      set(Records.DETAIL, UTF8String.fromString(detail));
    }
  }

  /** A record of which only what could be read is kept. */
  public @Nullable Object[] refused(String reason, String detail, @Nullable String raw) {
    refuse(reason, detail);
    set(Records.RAW, raw == null ? null : UTF8String.fromString(raw));
    return values;
  }

  /** The row; the next record takes its place. */
  public @Nullable Object[] values() {
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
