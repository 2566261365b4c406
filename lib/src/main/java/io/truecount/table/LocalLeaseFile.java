package io.truecount.table;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lease on a local or mounted disk. Processes compare and change the file under a lock of the
 * operating system, which ends with the process that holds it.
 */
final class LocalLeaseFile implements LeaseFile {
  private final Path folder;
  private final Path file;

  LocalLeaseFile(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
  }

  /** A change that may fail for reasons of the disk. */
  private interface Change {
    boolean make() throws IOException;
  }

  @Override
  public Optional<LeaseTerms> find() {
    try {
      String text = Files.readString(file);
      return Optional.of(LeaseTerms.fromJson(text, Files.getLastModifiedTime(file).toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("cannot read", e);
    }
  }

  @Override
  public boolean replace(Optional<LeaseTerms> expected, LeaseTerms next) {
    return locked(
        () -> {
          if (!find().equals(expected)) {
            return false;
          }
          Path part = folder.resolve("_" + NAME + ".part");
          Files.writeString(part, next.toJson());
          Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
          return true;
        });
  }

  @Override
  public void delete(LeaseTerms expected) {
    locked(() -> find().equals(Optional.of(expected)) && Files.deleteIfExists(file));
  }

  private boolean locked(Change change) {
    // the operating system's lock is of the process, not of the thread
    synchronized (LocalLeaseFile.class) {
      try {
        Files.createDirectories(folder);
        try (FileChannel channel =
                FileChannel.open(
                    folder.resolve("_" + NAME + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          return lock.isValid() && change.make();
        }
      } catch (IOException e) {
        throw failed("cannot write", e);
      }
    }
  }

  private RuntimeException failed(String what, IOException e) {
    return SmallFiles.failed(what, new org.apache.hadoop.fs.Path(file.toUri()), e);
  }
}
