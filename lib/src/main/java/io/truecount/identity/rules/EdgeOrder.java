package io.truecount.identity.rules;

import io.truecount.config.LinkRules.Policy;
import java.util.Comparator;

/**
 * The total order in which edges are taken: by tier; within a tier by the last time seen, latest
 * first, or by the first time seen; by the sum of both ends' priorities; by both identifiers.
 */
final class EdgeOrder {
  private EdgeOrder() {}

  static Comparator<Edge> of(Rules rules) {
    return Comparator.comparing(rules::tier)
        .thenComparing(
            (left, right) -> {
              boolean newest = rules.policy(rules.tier(left)) == Policy.NEWEST;
              return newest
                  ? Long.compare(right.state().lastSeen(), left.state().lastSeen())
                  : Long.compare(left.state().firstSeen(), right.state().firstSeen());
            })
        .thenComparingLong(edge -> (long) rules.priority(edge.a()) + rules.priority(edge.b()))
        .thenComparing(edge -> edge.a().id())
        .thenComparing(edge -> edge.b().id());
  }
}
