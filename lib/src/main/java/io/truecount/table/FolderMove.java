package io.truecount.table;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Moves folders. A rename where the file system has one; object stores copy, and a copy that was
 * cut off is gone on with.
 */
final class FolderMove {
  private FolderMove() {}

  /**
   * Moves a folder; what the target has already stays.
   *
   * @return whether there was one to move
   */
  static boolean move(FileSystem files, Path from, Path to) throws IOException {
    if (!files.exists(from)) {
      return false;
    }
    files.mkdirs(to.getParent());
    merge(files, from, to);
    return true;
  }

  private static void merge(FileSystem files, Path from, Path to) throws IOException {
    if (!files.exists(to)) {
      if (!files.rename(from, to)) {
        throw new IOException("renaming it to %s failed".formatted(to));
      }
      return;
    }
    for (FileStatus child : files.listStatus(from)) {
      Path target = new Path(to, child.getPath().getName());
      if (child.isDirectory() || !files.exists(target)) {
        merge(files, child.getPath(), target);
      }
    }
    files.delete(from, true);
  }
}
