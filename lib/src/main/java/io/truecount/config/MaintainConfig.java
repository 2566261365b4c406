package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is merged and what is deleted of a warehouse.
 *
 * @param targetFileSize bytes that small files are merged up to, about
 * @param minFiles how many files smaller than half of that a table has before they are merged
 * @param keepReleases of how many of the newest runs all releases stay readable, two or more
 * @param keepFor how long a release stays readable after the next one was published
 * @param keepStaged how long what a run has staged waits for being published
 */
public record MaintainConfig(
    long targetFileSize, int minFiles, int keepReleases, Duration keepFor, Duration keepStaged) {
  private static final int LEAST = 2;
  private static final long LEAST_SIZE = 1 << 20;

  public MaintainConfig {
    requireNonNull(keepFor);
    requireNonNull(keepStaged);
    if (targetFileSize < LEAST_SIZE || minFiles < LEAST || keepReleases < LEAST) {
      throw new IllegalArgumentException(
          "Invalid limits: %d bytes, %d files, %d releases (must be 1 MiB, 2 and 2 or more)"
              .formatted(targetFileSize, minFiles, keepReleases));
    }
    if (keepFor.isNegative() || keepStaged.isNegative()) {
      throw new IllegalArgumentException(
          "Invalid times: %s, %s (must be 0 or more)".formatted(keepFor, keepStaged));
    }
  }

  static MaintainConfig read(ConfigNode node) {
    try (node) {
      return new MaintainConfig(
          atLeast(node, "target-file-size", node.bytes("target-file-size"), LEAST_SIZE, "1m"),
          number(node, "min-files"),
          number(node, "keep-releases"),
          time(node, "keep-for"),
          time(node, "keep-staged"));
    }
  }

  private static int number(ConfigNode node, String key) {
    return (int) Math.min(Integer.MAX_VALUE, atLeast(node, key, node.integer(key), LEAST, "2"));
  }

  private static long atLeast(ConfigNode node, String key, long value, long least, String shown) {
    if (value < least) {
      node.problem(key, "invalid %s %d".formatted(key, value), "write %s or more".formatted(shown));
    }
    return Math.max(least, value);
  }

  private static Duration time(ConfigNode node, String key) {
    Duration time = node.duration(key);
    if (time.isNegative()) {
      node.problem(key, "%s must not be negative".formatted(key), "write 0s or more");
      return Duration.ZERO;
    }
    return time;
  }
}
