package io.truecount.source.record;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/**
 * Where records are in a file: their line or row, from 1. A line may hold several records, as a
 * batch of calls does: the first has the line as its position, and each further one {@link #STRIDE}
 * more. An object says which lines are requested; a reader may give others as well.
 */
public final class Positions implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final Positions ALL = new Positions(null);

  /** The position of a record that represents the whole file. */
  public static final long WHOLE_FILE = 0;

  /** More lines than any file has. */
  private static final long STRIDE = 10_000_000_000L;

  private final long @Nullable [] sorted;

  private Positions(long @Nullable [] sorted) {
    this.sorted = sorted;
  }

  public static Positions of(Collection<Long> positions) {
    return new Positions(positions.stream().mapToLong(Positions::line).sorted().toArray());
  }

  /** Whether any record of a line or row is requested. */
  public boolean contains(long line) {
    return sorted == null || Arrays.binarySearch(sorted, line) >= 0;
  }

  /**
   * The position of a record in its line.
   *
   * @param index from 0
   */
  public static long inLine(long line, int index) {
    return Math.addExact(line, Math.multiplyExact(index, STRIDE));
  }

  /** A record's place for people: its file alone where it represents the whole file. */
  public static String place(String file, long position) {
    long index = position / STRIDE;
    return position == WHOLE_FILE
        ? file
        : "%s:%d%s"
            .formatted(
                file,
                line(position),
                index == 0 ? "" : ", call %d of its batch".formatted(index + 1));
  }

  /** The line or row of a position, as a column. */
  public static Column line(Column position) {
    return position.mod(STRIDE);
  }

  /** The line or row of a position. */
  public static long line(long position) {
    return position % STRIDE;
  }
}
