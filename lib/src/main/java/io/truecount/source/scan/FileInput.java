package io.truecount.source.scan;

import io.truecount.source.record.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The decompressed bytes of a file; see {@link Contents} for what is read. A file that is cut off
 * or damaged ends where it can no longer be read, and says so afterwards; one that cannot be read
 * at all is empty, and says why. Other failures to read (network, rights) are thrown, so that the
 * task is tried again. Memory: a buffer, and the window of the compression (zstd: at most 128 MiB).
 */
public final class FileInput extends InputStream {
  private final InputFile file;
  private final Configuration hadoop;
  private StoredBytes stored;
  private InputStream in = InputStream.nullInputStream();
  private long given;
  private boolean failed;
  private @Nullable String unreadable;
  private @Nullable String damage;
  private boolean whole = true;

  private FileInput(InputFile file, Configuration hadoop) throws IOException {
    this.file = file;
    this.hadoop = hadoop;
    this.stored = stored(file, hadoop);
  }

  public static FileInput open(InputFile file, Configuration hadoop) throws IOException {
    FileInput input = new FileInput(file, hadoop);
    try {
      input.in = input.decompressed();
    } catch (UnreadableException e) {
      input.unreadable = e.why();
    } catch (IOException | RuntimeException e) {
      input.stored.throwFailure();
      input.damaged(e);
    }
    return input;
  }

  public InputFile file() {
    return file;
  }

  /** Why nothing of the file can be read: it is of a kind that is not read. */
  public Optional<String> unreadable() {
    return Optional.ofNullable(unreadable);
  }

  /** Why the file ends before its end; known once all bytes were read. */
  public Optional<String> damage() {
    return Optional.ofNullable(damage);
  }

  /** Whether the bytes that were given are all of the content: what cannot be read follows it. */
  public boolean isWhole() {
    return whole;
  }

  /** Decompressors throw what they like at corrupt bytes; what the storage has thrown is thrown. */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (damage != null) {
      return -1;
    }
    if (failed) {
      return readSingly(bytes, offset, length);
    }
    try {
      int read = in.read(bytes, offset, length);
      given += Math.max(read, 0);
      return read;
    } catch (TrailingBytesException e) {
      damaged(e);
      return -1;
    } catch (IOException | RuntimeException e) {
      stored.throwFailure();
      failed = true;
      startAgain();
      return readSingly(bytes, offset, length);
    }
  }

  /**
   * A decompressor that fails keeps to itself what it has read for the same request: the file is
   * read once more, up to there in one go, and from there byte by byte.
   */
  private void startAgain() throws IOException {
    stored.close();
    stored = stored(file, hadoop);
    in = decompressed();
    in.skipNBytes(given);
  }

  private int readSingly(byte[] bytes, int offset, int length) throws IOException {
    int count = 0;
    try {
      for (int next = 0; count < length && (next = in.read()) >= 0; count++) {
        bytes[offset + count] = (byte) next;
      }
    } catch (IOException | RuntimeException e) {
      stored.throwFailure();
      damaged(e);
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() throws IOException {
    stored.close();
    in.close();
  }

  private void damaged(Exception e) {
    damage = message(e);
    whole = e instanceof TrailingBytesException;
  }

  private InputStream decompressed() throws IOException {
    return Contents.decompressed(stored, new Path(file.uri()), hadoop);
  }

  private static StoredBytes stored(InputFile file, Configuration hadoop) throws IOException {
    Path path = new Path(file.uri());
    return new StoredBytes(path.getFileSystem(hadoop).open(path));
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? "the file ends too early" : e.getMessage();
  }
}
