package io.truecount.source;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which records of a file are asked for, by line or row; a reader may give others as well. */
public final class Positions implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final Positions ALL = new Positions(null);

  private final long @Nullable [] sorted;

  private Positions(long @Nullable [] sorted) {
    this.sorted = sorted;
  }

  public static Positions of(Collection<Long> positions) {
    return new Positions(positions.stream().mapToLong(Long::longValue).sorted().toArray());
  }

  public boolean contains(long position) {
    return sorted == null || Arrays.binarySearch(sorted, position) >= 0;
  }
}
