package io.truecount.jobs.cli;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells a disk that is full from other failures, and which disk it is. */
public final class FullDisk {
  /** Operating systems', SQLite's and HDFS's words for it; no exception has a type of its own. */
  private static final List<String> WORDS =
      List.of(
          "no space left on device",
          "not enough space on the disk",
          "disk quota exceeded",
          "database or disk is full",
          "diskspace quota");

  /** A folder on a disk, and how much fits there still. */
  private record Place(Path folder, long free) {}

  private FullDisk() {}

  /**
   * The failure in plain words, when it comes of a full disk.
   *
   * @param folders that are written to; of those the one with the least space is named
   */
  public static Optional<TruecountException> of(Throwable failure, List<Path> folders) {
    boolean full = ErrorTranslator.chain(failure).stream().anyMatch(FullDisk::says);
    return full
        ? Optional.of(TruecountException.failed(problem(folders), failure))
        : Optional.empty();
  }

  private static boolean says(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(text::contains);
  }

  private static Problem problem(List<Path> folders) {
    Optional<Place> fullest =
        folders.stream().flatMap(FullDisk::place).min(Comparator.comparingLong(Place::free));
    return new Problem(
        fullest
            .map(
                place ->
                    String.format(
                        Locale.ROOT, "the disk is full, %,d KiB are free", place.free() / 1024))
            .orElse("the disk is full"),
        fullest.map(place -> place.folder().toString()).orElse(""),
        "what this command was writing is incomplete; the last release stands",
        "free space there and run the command again; it clears up by itself");
  }

  private static Stream<Place> place(Path folder) {
    try {
      FileStore disk = Files.getFileStore(folder);
      return Stream.of(new Place(folder, disk.getUsableSpace()));
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
