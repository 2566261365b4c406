package io.truecount.source.scan;

import io.truecount.source.InputFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/**
 * The decompressed bytes of a file. A file that is cut off or damaged ends where it can no longer
 * be read, and says so afterwards; other failures to read (network, rights) are thrown, so that the
 * task is tried again.
 */
public final class FileInput extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final InputFile file;
  private final InputStream in;
  private @Nullable String damage;

  private FileInput(InputFile file, InputStream in, @Nullable String damage) {
    this.file = file;
    this.in = in;
    this.damage = damage;
  }

  public static FileInput open(InputFile file, Configuration hadoop) throws IOException {
    Path path = new Path(file.uri());
    InputStream bytes = path.getFileSystem(hadoop).open(path, BUFFER);
    try {
      return new FileInput(file, decompressed(path, bytes, hadoop), null);
    } catch (EOFException | ZipException e) {
      bytes.close();
      return new FileInput(file, InputStream.nullInputStream(), message(e));
    }
  }

  public InputFile file() {
    return file;
  }

  /** Why the file ended before its end; known once all bytes were read. */
  public Optional<String> damage() {
    return Optional.ofNullable(damage);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (damage != null) {
      return -1;
    }
    try {
      return in.read(bytes, offset, length);
    } catch (EOFException | ZipException e) {
      damage = message(e);
      return -1;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static InputStream decompressed(Path path, InputStream bytes, Configuration hadoop)
      throws IOException {
    if (path.getName().endsWith(".gz")) {
      return new GZIPInputStream(bytes, BUFFER);
    }
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    return codec == null ? bytes : codec.createInputStream(bytes);
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? "the file ends too early" : e.getMessage();
  }
}
