package io.truecount.project;

import io.truecount.config.Locations;
import io.truecount.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files that lie among a project's definitions and define nothing. */
public final class IgnoredFiles {
  private static final Pattern NOTES = Pattern.compile("\\..*|.*~|(?i:readme.*|.*\\.(md|txt))");

  /** What is read of a folder. */
  private record Kind(String folder, int depth, Pattern name, String wanted) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("models", 1, Pattern.compile(".*\\.sql"), "models/NAME.sql"),
          new Kind("metrics", 99, Pattern.compile(".*\\.(ya?ml|json)"), "NAME.yml or NAME.json"),
          new Kind("audiences", 1, Pattern.compile(".*\\.ya?ml"), "audiences/NAME.yml"));

  private IgnoredFiles() {}

  /** One problem a file. */
  public static List<Problem> of(Path project) {
    return KINDS.stream().flatMap(kind -> of(project.resolve(kind.folder()), kind)).toList();
  }

  private static Stream<Problem> of(Path folder, Kind kind) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !NOTES.matcher(name(file)).matches())
          .sorted()
          .flatMap(file -> examine(folder, file, kind))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Problem> examine(Path folder, Path file, Kind kind) {
    boolean deep = folder.relativize(file).getNameCount() > kind.depth();
    if (deep || !kind.name().matcher(name(file)).matches()) {
      return Stream.of(
          Problem.of("not read", Locations.shown(file), "call it %s".formatted(kind.wanted())));
    }
    return definesNothing(file)
        ? Stream.of(Problem.of("defines nothing", Locations.shown(file), "fill it, or remove it"))
        : Stream.of();
  }

  /** A model's text is checked where it is parsed. */
  private static boolean definesNothing(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return !name(file).endsWith(".sql")
          && lines.map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
