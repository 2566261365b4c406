package io.truecount.config;

/**
 * How much of a warehouse a night computes again.
 *
 * @param incrementalFrom of so many events on a night computes what its records touch; of fewer it
 *     computes everything, which is cheaper than to find out what changed; at least 0
 */
public record NightlyConfig(long incrementalFrom) {
  private static final String INCREMENTAL_FROM = "incremental-from";

  /** The setting's full name, for messages. */
  public static final String SETTING = "nightly." + INCREMENTAL_FROM;

  public NightlyConfig {
    if (incrementalFrom < 0) {
      throw new IllegalArgumentException(
          "Invalid %s: %d (must be >= 0)".formatted(INCREMENTAL_FROM, incrementalFrom));
    }
  }

  static NightlyConfig read(ConfigNode node) {
    try (node) {
      long events = node.integer(INCREMENTAL_FROM);
      if (events < 0) {
        node.problem(
            INCREMENTAL_FROM,
            "%s is %d, which is no number of events".formatted(SETTING, events),
            "write 0 or more");
      }
      return new NightlyConfig(Math.max(events, 0));
    }
  }
}
