package io.truecount.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 over the names and contents of a project's files, so that a run can say what it ran. */
final class ProjectHash {
  private ProjectHash() {}

  static String of(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<Path> files =
          walk.filter(file -> file.toString().matches(".*\\.(conf|sql|ya?ml|json|properties)"))
              .sorted()
              .toList();
      for (Path file : files) {
        digest.update(directory.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(Files.readAllBytes(file));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
