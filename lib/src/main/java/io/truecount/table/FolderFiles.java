package io.truecount.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files below a folder, one entry each on the driver. */
final class FolderFiles {
  private FolderFiles() {}

  /** All files, in no order; none when there is no such folder. Cost: a listing. */
  static List<LocatedFileStatus> below(FileSystem files, Path folder) {
    List<LocatedFileStatus> found = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
      while (all.hasNext()) {
        found.add(all.next());
      }
      return found;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw SmallFiles.failed("cannot list", folder, e);
    }
  }

  /** Deletes files one by one; one that is gone already is none to delete. Cost: a call each. */
  static void delete(FileSystem files, List<LocatedFileStatus> unneeded) {
    for (LocatedFileStatus file : unneeded) {
      try {
        files.delete(file.getPath(), false);
      } catch (IOException e) {
        throw SmallFiles.failed("cannot delete", file.getPath(), e);
      }
    }
  }

  /** When the newest of some files was written, in milliseconds since 1970; 0 for no files. */
  static long newest(List<LocatedFileStatus> files) {
    return files.stream().mapToLong(LocatedFileStatus::getModificationTime).max().orElse(0);
  }
}
