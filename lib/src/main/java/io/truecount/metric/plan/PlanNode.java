package io.truecount.metric.plan;

import io.truecount.metric.sql.Select;
import java.util.List;

/**
 * One operation of a plan. Equal operations over equal inputs are equal objects, so that a step
 * that is used twice is written once.
 */
public sealed interface PlanNode permits Read, Transform, Join, Aggregate, Stack, Sort {
  /** What it does, in a few words. The name of its step in the SQL is made of them. */
  String purpose();

  List<PlanNode> inputs();

  /** The names of its columns, in order. */
  List<String> columns();

  /**
   * Its SELECT.
   *
   * @param steps the names of its inputs in the statement
   */
  Select select(List<String> steps);

  /**
   * Calls the method of {@code cases} for this kind: a new kind breaks the build until all callers
   * handle it.
   */
  <R> R match(Cases<R> cases);

  /**
   * One result for each kind of node.
   *
   * @param <R> the result
   */
  interface Cases<R> {
    R read(Read node);

    R transform(Transform node);

    R join(Join node);

    R aggregate(Aggregate node);

    R stack(Stack node);

    R sort(Sort node);
  }
}
