package io.truecount.metric.exchange;

/** What only Truecount knows of a definition: dbt leaves room for it in {@code config.meta}. */
final class OwnTree {
  private OwnTree() {}

  /** The value of {@code config}; empty when there is nothing to say. */
  static Tree of(Tree settings) {
    return settings.isEmpty() ? new Tree() : Tree.of("meta", Tree.of("truecount", settings));
  }
}
