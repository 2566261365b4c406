package io.truecount.metric.exchange;

/** Writes Truecount's own settings of a definition below {@code config.meta}, which dbt ignores. */
final class OwnTree {
  private OwnTree() {}

  /** The value of {@code config}; empty when there is nothing to say. */
  static Tree of(Tree settings) {
    return settings.isEmpty() ? new Tree() : Tree.of("meta", Tree.of("truecount", settings));
  }
}
