package io.truecount.config;

import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the files of overrides that an {@code identity} block names. */
final class OverridesReader {
  static final String OVERRIDES = "overrides";
  private static final String MOST = "max-overrides";

  private final ConfigNode identity;
  private final Path folder;

  private OverridesReader(ConfigNode identity, Path folder) {
    this.identity = identity;
    this.folder = folder;
  }

  /**
   * Every row, in the order of the files. All of them are in memory, which {@code max-overrides}
   * bounds.
   *
   * @param folder that the names of files are relative to
   */
  static List<IdentityOverride> read(ConfigNode identity, Path folder, List<IdentifierType> types) {
    return new OverridesReader(identity, folder).read(types);
  }

  /** How many rows there may be. */
  static int most(ConfigNode identity) {
    long most = identity.has(MOST) ? identity.integer(MOST) : 0;
    return (int) Math.max(0, Math.min(most, Integer.MAX_VALUE - 1));
  }

  private List<IdentityOverride> read(List<IdentifierType> types) {
    int most = most(identity);
    OverrideRows rows = new OverrideRows(types, identity.problems());
    List<IdentityOverride> overrides = new ArrayList<>();
    for (Path file : files()) {
      OverrideFile.read(folder, file, rows, identity.problems()).forEach(overrides::add);
      if (overrides.size() > most) {
        identity
            .problems()
            .add(
                new Problem(
                    "there are more than %,d overrides".formatted(most),
                    identity.where(MOST),
                    "every task that resolves customers has all of them in memory",
                    "take expired rows out, or raise identity." + MOST));
        return List.of();
      }
    }
    return overrides;
  }

  /** In the order of their names, each once. */
  private Set<Path> files() {
    Set<Path> files = new TreeSet<>();
    for (String name : identity.strings(OVERRIDES)) {
      List<Path> found = files(name);
      if (found.isEmpty()) {
        identity.problem(
            OVERRIDES,
            "there is no file %s with overrides".formatted(name),
            "write it, relative to the folder of this file, or correct its name");
      }
      files.addAll(found);
    }
    return files;
  }

  /** Only the last part of a name may be a pattern. */
  private List<Path> files(String name) {
    Path pattern = folder.resolve(name);
    Path parent = pattern.getParent();
    List<Path> files = new ArrayList<>();
    if (parent == null || !Files.isDirectory(parent)) {
      return files;
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(parent, String.valueOf(pattern.getFileName()))) {
      found.forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.stream().filter(Files::isRegularFile).sorted().toList();
  }
}
