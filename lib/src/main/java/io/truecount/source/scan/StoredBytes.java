package io.truecount.source.scan;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file as they are stored. It keeps the failure of a read, so that a failure of
 * network or rights is distinguished from what a decompressor reports of corrupt bytes.
 */
final class StoredBytes extends FilterInputStream {
  private @Nullable IOException failure;

  StoredBytes(InputStream in) {
    super(in);
  }

  /** Throws what reading the bytes has thrown, if it has. */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return in.read(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    } catch (RuntimeException e) {
      failure = new IOException(e);
      throw failure;
    }
  }
}
