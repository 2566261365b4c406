package io.truecount.identity.rules;

import io.truecount.config.LinkRules.Policy;
import java.util.Comparator;

/**
 * An edge with the numbers of its ends, which are in the order of their identifiers, and with what
 * its place in the order follows from.
 *
 * @param time smaller first: when it was first seen, or the opposite of when it was last seen
 * @param priorities the sum of both ends' priorities
 */
record NumberedEdge(int a, int b, Tier tier, long time, long priorities, Edge edge) {
  /**
   * The total order in which edges are taken: by tier; within a tier by the last time seen, latest
   * first, or by the first time seen; by the sum of both ends' priorities; by both identifiers.
   */
  static final Comparator<NumberedEdge> ORDER =
      Comparator.comparing(NumberedEdge::tier)
          .thenComparingLong(NumberedEdge::time)
          .thenComparingLong(NumberedEdge::priorities)
          .thenComparingInt(NumberedEdge::a)
          .thenComparingInt(NumberedEdge::b);

  static NumberedEdge of(int a, int b, Edge edge, Rules rules) {
    Tier tier = rules.tier(edge);
    EdgeState state = edge.state();
    return new NumberedEdge(
        a,
        b,
        tier,
        // its complement puts the latest first, without an overflow
        rules.policy(tier) == Policy.NEWEST ? ~state.lastSeen() : state.firstSeen(),
        (long) rules.priority(edge.a()) + rules.priority(edge.b()),
        edge);
  }
}
