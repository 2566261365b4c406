package io.truecount.metric.sql;

import java.util.List;
import java.util.stream.Stream;

/**
 * A window function over the rows of equal {@code partition}, in an order.
 *
 * @param direction of the first of {@code order}; the others break ties and ascend
 */
public record Over(
    Expr function, List<Expr> partition, List<Expr> order, Direction direction, Frame frame)
    implements Expr {
  public Over {
    partition = List.copyOf(partition);
    order = List.copyOf(order);
  }

  /** An aggregate over whole partitions. */
  public static Over whole(Expr function, List<Expr> partition) {
    return new Over(function, partition, List.of(), Direction.ASCENDING, Frame.DEFAULT);
  }

  /** A function of the rows of partitions in ascending order. */
  public static Over ordered(Expr function, List<Expr> partition, List<Expr> order) {
    return new Over(function, partition, order, Direction.ASCENDING, Frame.DEFAULT);
  }

  @Override
  public List<Expr> parts() {
    return Stream.of(List.of(function), partition, order).flatMap(List::stream).toList();
  }

  @Override
  public Expr with(List<Expr> others) {
    int split = 1 + partition.size();
    return new Over(
        others.get(0),
        others.subList(1, split),
        others.subList(split, others.size()),
        direction,
        frame);
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.over(this);
  }
}
