package io.truecount.table;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Whole small text files in one folder, put there by rename: a kill leaves the old one, the new one
 * or none, and never half of one.
 */
final class SmallFiles {
  private final Configuration hadoop;
  private final Path folder;
  private final String suffix;

  SmallFiles(Configuration hadoop, Path folder, String suffix) {
    this.hadoop = hadoop;
    this.folder = folder;
    this.suffix = suffix;
  }

  void save(String name, String text) {
    Path part = new Path(folder, "_" + file(name).getName() + ".part");
    try {
      FileSystem files = fileSystem();
      try (FSDataOutputStream out = files.create(part, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        sync(out);
      }
      replace(files, part, file(name));
    } catch (IOException e) {
      throw failed("cannot write", part, e);
    }
  }

  /** A rename may reach the disk before the bytes do, when the machine loses power. */
  private static void sync(FSDataOutputStream out) throws IOException {
    if (out.hasCapability(StreamCapabilities.HSYNC)) {
      out.hsync();
    }
  }

  /**
   * Local disks replace in one step. Other file systems refuse to rename onto a file, and so does
   * Hadoop's own for local disks, which spark-submit has opened before a session can name another.
   */
  private static void replace(FileSystem files, Path from, Path to) throws IOException {
    boolean local = files.getUri().getScheme().equals("file");
    if (local && files.rename(from, to)) {
      return;
    }
    files.delete(to, false);
    if (!files.rename(from, to)) {
      throw new IOException("renaming it to %s failed".formatted(to.getName()));
    }
  }

  Optional<String> find(String name) {
    try {
      FileSystem files = fileSystem();
      if (!files.exists(file(name))) {
        return Optional.empty();
      }
      try (FSDataInputStream in = files.open(file(name))) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw failed("cannot read", file(name), e);
    }
  }

  void delete(String name) {
    try {
      fileSystem().delete(file(name), false);
    } catch (IOException e) {
      throw failed("cannot delete", file(name), e);
    }
  }

  /** Names of all files, sorted. */
  List<String> names() {
    try {
      FileSystem files = fileSystem();
      if (!files.exists(folder)) {
        return List.of();
      }
      return Arrays.stream(files.listStatus(folder))
          .map(status -> status.getPath().getName())
          .filter(name -> name.endsWith(suffix))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failed("cannot list", folder, e);
    }
  }

  private Path file(String name) {
    return new Path(folder, name + suffix);
  }

  private FileSystem fileSystem() throws IOException {
    return folder.getFileSystem(hadoop);
  }

  static TruecountException failed(String what, Path path, IOException e) {
    return TruecountException.failed(
        new Problem(
            "%s: %s".formatted(what, e.getMessage()),
            path.toString(),
            "this step cannot go on; the last release stands",
            "check that the warehouse exists, is writable and has space"),
        e);
  }
}
