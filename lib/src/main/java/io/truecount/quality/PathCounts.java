package io.truecount.quality;

import java.util.Map;

/**
 * In which places a source has identifiers: a row of the table ingest_counts.
 *
 * @param records that the run accepted of the source
 * @param paths place to how many of these records have a value there; empty when nothing was
 *     counted
 */
public record PathCounts(String source, long records, Map<String, Long> paths) {
  public PathCounts {
    paths = Map.copyOf(paths);
  }

  /** Records with a value in a place. */
  long of(String path) {
    return paths.getOrDefault(path, 0L);
  }
}
