package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.audience.ConditionNode.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Numbers the conditions of an audience and of those that it refers to. */
final class ConditionTree implements Condition.Cases<ConditionNode> {
  private final Map<String, Audience> audiences;
  private boolean anonymous;
  private int next;

  private ConditionTree(Map<String, Audience> audiences, Audience root) {
    this.audiences = audiences;
    this.anonymous = root.anonymous();
  }

  /**
   * The tree of an audience.
   *
   * @param audiences by name, with every one that it refers to
   */
  static ConditionNode of(Audience audience, Map<String, Audience> audiences) {
    return ConditionNode.whole(audience).match(new ConditionTree(audiences, audience));
  }

  private ConditionNode node(Condition condition, Rule rule, List<Condition> conditions) {
    int id = next++;
    List<ConditionNode> children = new ArrayList<>();
    conditions.forEach(child -> children.add(child.match(this)));
    return new ConditionNode(id, condition, anonymous, rule, children);
  }

  private ConditionNode leaf(Condition condition) {
    return node(condition, Rule.LEAF, List.of());
  }

  @Override
  public ConditionNode all(Condition.All all) {
    return node(all, Rule.EVERY, all.conditions());
  }

  @Override
  public ConditionNode any(Condition.Any any) {
    return node(any, Rule.SOME, any.conditions());
  }

  @Override
  public ConditionNode not(Condition.Not not) {
    return node(not, Rule.NONE, List.of(not.condition()));
  }

  @Override
  public ConditionNode reference(Condition.Reference reference) {
    Audience other = requireNonNull(audiences.get(reference.audience()));
    boolean outer = anonymous;
    int id = next++;
    anonymous = other.anonymous();
    ConditionNode whole = ConditionNode.whole(other).match(this);
    anonymous = outer;
    return new ConditionNode(id, reference, outer, Rule.SAME, List.of(whole));
  }

  @Override
  public ConditionNode trait(Condition.Trait trait) {
    return leaf(trait);
  }

  @Override
  public ConditionNode event(Condition.Event event) {
    return leaf(event);
  }

  @Override
  public ConditionNode dimension(Condition.Dimension dimension) {
    return leaf(dimension);
  }

  @Override
  public ConditionNode metric(Condition.Metric metric) {
    return leaf(metric);
  }

  @Override
  public ConditionNode sequence(Condition.Sequence sequence) {
    return leaf(sequence);
  }

  @Override
  public ConditionNode top(Condition.Top top) {
    return leaf(top);
  }
}
