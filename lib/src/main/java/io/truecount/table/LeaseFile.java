package io.truecount.table;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The file of a warehouse's lease. Each change is made only where the file is as expected. */
interface LeaseFile {
  String NAME = "lease.json";

  /** The file in a folder of any Hadoop file system. */
  static LeaseFile in(Configuration hadoop, Path folder) {
    try {
      return folder.getFileSystem(hadoop).getUri().getScheme().equals("file")
          ? new LocalLeaseFile(java.nio.file.Path.of(folder.toUri().getPath()))
          : new RemoteLeaseFile(hadoop, folder);
    } catch (IOException e) {
      throw SmallFiles.failed("cannot open", folder, e);
    }
  }

  Optional<LeaseTerms> find();

  /**
   * Writes {@code next} where the file still says {@code expected}, or is missing where that is
   * empty.
   *
   * @return whether it did
   */
  boolean replace(Optional<LeaseTerms> expected, LeaseTerms next);

  /** Deletes the file where it still says {@code expected}. */
  void delete(LeaseTerms expected);
}
