package io.truecount.source.scan;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of files into rows, one file after the other. */
public interface FileParser {
  /** Starts a file; the parser before it has come to its end. */
  void open(FileInput input) throws IOException;

  /**
   * Makes the one record of a file of which nothing can be read, in place of {@link #open} and
   * {@link #next}.
   *
   * @param detail why, for people
   */
  void refuse(FileInput input, String detail);

  /** Moves to the next record. */
  boolean next() throws IOException;

  /**
   * The record, in the order of the schema, as Spark's internal values; valid until the next call
   * of {@link #next}.
   */
  @Nullable Object[] values();
}
