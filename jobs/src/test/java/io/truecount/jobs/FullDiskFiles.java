package io.truecount.jobs;

import io.truecount.table.PosixFiles;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk that is full from a chosen file on, of which a few bytes still fit. As on a real
 * one, files can be created, renamed and deleted then, but not be written.
 */
public final class FullDiskFiles extends FilterFileSystem {
  /** What the settings of a session are that uses it. */
  static final String SETTING = "spark.hadoop.fs.file.impl";

  static final String CONTEXT_SETTING = "spark.hadoop.fs.AbstractFileSystem.file.impl";

  private static final int FITS = 40;
  private static final Pattern NEVER = Pattern.compile("(?!)");

  private static volatile Pattern last = NEVER;
  private static final AtomicInteger UNTIL_FULL = new AtomicInteger();
  private static volatile boolean full;

  public FullDiskFiles() {
    super(new PosixFiles());
  }

  /** The same for Hadoop's other interface, which Delta commits through. */
  public static final class Context extends DelegateToFileSystem {
    /** Called by Hadoop, by reflection. */
    public Context(URI uri, Configuration conf) throws Exception {
      super(uri, new FullDiskFiles(), conf, "file", false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public boolean isValidName(String src) {
      return true;
    }
  }

  /** Makes the disk full at the {@code nth} file whose path matches. */
  static void fullAt(String path, int nth) {
    last = Pattern.compile(path);
    UNTIL_FULL.set(nth);
  }

  /** Frees space; says whether the disk has been full. */
  static boolean free() {
    boolean was = full;
    last = NEVER;
    full = false;
    return was;
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
    return limited(file, out);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path file,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        super.createNonRecursive(
            file, permission, flags, bufferSize, replication, blockSize, progress);
    return limited(file, out);
  }

  @Override
  protected FSDataOutputStream primitiveCreate(
      Path file,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress,
      ChecksumOpt checksums)
      throws IOException {
    FSDataOutputStream out =
        super.primitiveCreate(
            file, permission, flags, bufferSize, replication, blockSize, progress, checksums);
    return limited(file, out);
  }

  @Override
  public String getScheme() {
    return "file";
  }

  private static FSDataOutputStream limited(Path file, OutputStream out) throws IOException {
    if (last.matcher(file.toString()).find() && UNTIL_FULL.decrementAndGet() == 0) {
      full = true;
      return new FSDataOutputStream(new Limited(out, FITS), null);
    }
    return new FSDataOutputStream(new Limited(out, full ? 0 : Integer.MAX_VALUE), null);
  }

  private static final class Limited extends FilterOutputStream {
    private int fits;

    Limited(OutputStream out, int fits) {
      super(out);
      this.fits = fits;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int now = full ? Math.min(fits, length) : length;
      out.write(bytes, from, now);
      fits -= now;
      if (now < length) {
        throw new IOException("No space left on device");
      }
    }
  }

  /** Files that were opened before another session's settings keep to theirs. */
  static void forget() throws IOException {
    FileSystem.closeAll();
  }
}
