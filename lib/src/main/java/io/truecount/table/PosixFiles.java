package io.truecount.table;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system of one machine. Without its native library Hadoop starts a process for
 * every {@code chmod} and {@code readlink}, over a thousand in a small nightly; Java does both by
 * itself. Side files with checksums are not written: Parquet pages and commits carry their own.
 */
public final class PosixFiles extends LocalFileSystem {
  public PosixFiles() {
    super(new Raw());
    setWriteChecksum(false);
    setVerifyChecksum(false);
  }

  /** The same for Hadoop's other interface, which Delta commits through. */
  public static final class Context extends DelegateToFileSystem {
    /** Called by Hadoop, by reflection. */
    public Context(URI uri, Configuration conf) throws Exception {
      super(uri, new Raw(), conf, "file", false);
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

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(symbols(permission)));
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      return new PlainErrors(super.createOutputStreamWithMode(path, append, permission));
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return Files.isSymbolicLink(pathToFile(path).toPath())
          ? super.getFileLinkStatus(path)
          : getFileStatus(path);
    }

    private static String symbols(FsPermission permission) {
      return permission.getUserAction().SYMBOL
          + permission.getGroupAction().SYMBOL
          + permission.getOtherAction().SYMBOL;
    }
  }

  /**
   * A full disk is an exception like any other. Hadoop makes it an {@link FSError}, which libraries
   * do not catch, so that they leave half a file behind and end the process.
   */
  private static final class PlainErrors extends FilterOutputStream
      implements Syncable, StreamCapabilities {
    private final OutputStream file;

    PlainErrors(OutputStream file) {
      super(file);
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        file.write(bytes, from, length);
      } catch (FSError e) {
        throw new IOException(e.getCause());
      }
    }

    @Override
    public void hflush() throws IOException {
      flush();
    }

    @Override
    public void hsync() throws IOException {
      flush();
      if (file instanceof Syncable syncable) {
        syncable.hsync();
      }
    }

    @Override
    public boolean hasCapability(String capability) {
      return file instanceof StreamCapabilities capable && capable.hasCapability(capability);
    }
  }
}
