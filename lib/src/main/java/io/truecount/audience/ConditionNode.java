package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.audience.ValueTest.Compare;
import io.truecount.audience.ValueTest.Operator;
import io.truecount.customer.CustomerTables;
import java.util.List;
import java.util.stream.Stream;

/**
 * A condition with those that it is made of, numbered from the top, line by line. The one condition
 * below a reference is the other audience as a whole.
 *
 * @param anonymous whether the audience that it belongs to includes anonymous customers
 */
record ConditionNode(
    int id, Condition condition, boolean anonymous, Rule rule, List<ConditionNode> children) {
  /** How the conditions below a node decide it. */
  enum Rule {
    EVERY,
    SOME,
    NONE,
    SAME,
    LEAF
  }

  /** Unless anonymous customers are included. */
  static final Condition KNOWN =
      new Condition.Trait(CustomerTables.KIND, new Compare(Operator.EQUAL, CustomerTables.KNOWN));

  ConditionNode {
    requireNonNull(condition);
    requireNonNull(rule);
    children = List.copyOf(children);
  }

  /** This node and all below it, by their numbers. */
  Stream<ConditionNode> all() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(ConditionNode::all));
  }

  /** The whole of an audience: that its members are known is a condition like those written. */
  static Condition whole(Audience audience) {
    return audience.anonymous()
        ? audience.where()
        : new Condition.All(List.of(KNOWN, audience.where()));
  }
}
