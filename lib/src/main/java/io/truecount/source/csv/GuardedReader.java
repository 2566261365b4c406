package io.truecount.source.csv;

import java.io.IOException;
import java.io.Reader;

/**
 * The text of CSV files for their parser. CR LF becomes LF, as one file may have both; a CR of its
 * own stays. Fails when more characters are read than one record may have, instead of filling the
 * memory.
 */
final class GuardedReader extends Reader {
  /** A record is longer than it may be. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final int BUFFER = 1 << 16;

  private final Reader in;
  private final long most;
  private final char[] buffer = new char[BUFFER];
  private int at;
  private int filled;
  private long read;

  GuardedReader(Reader in, long most) {
    this.in = in;
    this.most = most;
  }

  /** Counts from here: a record begins. What was read ahead belongs to earlier ones. */
  void restart() {
    read = 0;
  }

  @Override
  public int read(char[] chars, int offset, int length) throws IOException {
    if (read > most) {
      throw new TooLong();
    }
    int count = 0;
    while (count < length && (count == 0 || at < filled) && has()) {
      char next = buffer[at++];
      if (next != '\r' || !has() || buffer[at] != '\n') {
        chars[offset + count++] = next;
      }
    }
    read += count;
    return count == 0 && length > 0 ? -1 : count;
  }

  /** Whether there is a character; it is in the buffer then. */
  private boolean has() throws IOException {
    if (at == filled) {
      filled = Math.max(0, in.read(buffer, 0, BUFFER));
      at = 0;
    }
    return at < filled;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
