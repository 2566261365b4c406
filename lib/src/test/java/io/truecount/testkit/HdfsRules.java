package io.truecount.testkit;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local folder with the rules of HDFS: of several that create one file one succeeds, and nothing
 * is renamed onto a file.
 */
public final class HdfsRules extends RawLocalFileSystem {
  public static final String SCHEME = "hdfsrules";

  /** A configuration that knows the scheme. */
  public static Configuration configuration() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.%s.impl".formatted(SCHEME), HdfsRules.class.getName());
    return hadoop;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(URI.create(SCHEME + ":///"), conf);
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
    synchronized (HdfsRules.class) {
      if (!overwrite && exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
    }
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    synchronized (HdfsRules.class) {
      return exists(from) && !exists(to) && super.rename(from, to);
    }
  }
}
