package io.truecount.identity.rules;

import io.truecount.config.LinkRules.Policy;
import java.util.Comparator;

/**
 * An edge with the numbers of its ends, which are in the order of their identifiers, and with what
 * its place in the order follows from.
 *
 * @param rank smaller first: when it was first seen, or the opposite of when it was last seen, or
 *     of its score
 * @param priorities the sum of both ends' priorities
 */
record NumberedEdge(int a, int b, Tier tier, long rank, long priorities, Edge edge) {
  /**
   * The total order in which edges are taken: by tier; within a tier by the last time seen, latest
   * first, or by the first time seen, or by the score, highest first; by the sum of both ends'
   * priorities; by both identifiers.
   */
  static final Comparator<NumberedEdge> ORDER =
      Comparator.comparing(NumberedEdge::tier)
          .thenComparingLong(NumberedEdge::rank)
          .thenComparingLong(NumberedEdge::priorities)
          .thenComparingInt(NumberedEdge::a)
          .thenComparingInt(NumberedEdge::b);

  static NumberedEdge of(int a, int b, Edge edge, Rules rules) {
    Tier tier = rules.tier(edge);
    return new NumberedEdge(
        a,
        b,
        tier,
        rank(edge, rules.policy(tier)),
        (long) rules.priority(edge.a()) + rules.priority(edge.b()),
        edge);
  }

  /** A complement puts the latest, or the highest, first, without an overflow. */
  private static long rank(Edge edge, Policy policy) {
    if (edge.origin() == Edge.Origin.SCORED) {
      return ~inOrder(edge.score());
    }
    EdgeState state = edge.state();
    return policy == Policy.NEWEST ? ~state.lastSeen() : state.firstSeen();
  }

  /** A number in the order of doubles; of negative ones all bits but the sign run backwards. */
  private static long inOrder(double score) {
    long bits = Double.doubleToLongBits(score + 0.0); // -0.0 is 0.0
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }
}
