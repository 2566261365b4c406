package io.truecount.config;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.truecount.error.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * SHA-256 over the names and contents of a project's files, so that a run can say what it ran:
 * those in its folder and below its {@code models}, {@code metrics} and {@code audiences}, and its
 * files of overrides. A lake or a warehouse that lies there as well is none of it.
 */
final class ProjectHash {
  private static final List<String> FOLDERS = List.of("models", "metrics", "audiences");

  private ProjectHash() {}

  /**
   * A file that cannot be read becomes a problem.
   *
   * @param overrides names of files, relative to the directory
   */
  static String of(Path directory, Collection<String> overrides, Problems problems) {
    try {
      Hasher hasher = Hashing.sha256().newHasher();
      NavigableSet<Path> files = files(directory);
      overrides.forEach(name -> files.add(directory.resolve(name)));
      for (Path file : files) {
        hasher
            .putString(directory.relativize(file).toString(), StandardCharsets.UTF_8)
            .putByte((byte) 0)
            .putBytes(bytes(file, problems))
            .putByte((byte) 0);
      }
      return hasher.hash().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file, Problems problems) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      problems.add(ProjectText.unreadable(file, e));
      return new byte[0];
    }
  }

  private static NavigableSet<Path> files(Path directory) throws IOException {
    NavigableSet<Path> files = new TreeSet<>();
    add(directory, 1, files);
    for (String folder : FOLDERS) {
      if (Files.isDirectory(directory.resolve(folder))) {
        add(directory.resolve(folder), Integer.MAX_VALUE, files);
      }
    }
    return files;
  }

  private static void add(Path folder, int depth, NavigableSet<Path> files) throws IOException {
    try (Stream<Path> walk = Files.walk(folder, depth)) {
      walk.filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(conf|sql|ya?ml|json|properties)"))
          .forEach(files::add);
    }
  }
}
