package io.truecount.identity.components;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Edges of longs in, as many stars as memory makes necessary out: one row (vertex, smallest vertex
 * reached) for each vertex, again after each time the budget was used up. Components of the rows
 * are those of the edges; there are never more rows than ends of edges.
 */
final class Contraction implements Iterator<InternalRow> {
  private final Iterator<InternalRow> edges;
  private final long budget;
  private Iterator<InternalRow> stars = Collections.emptyIterator();

  Contraction(Iterator<InternalRow> edges, long budget) {
    this.edges = edges;
    this.budget = budget;
  }

  @Override
  public boolean hasNext() {
    while (!stars.hasNext() && edges.hasNext()) {
      Forest forest = new Forest(budget);
      new Loader(forest, KeyType.LONG, 2, -1L).load(edges);
      stars = new LabelRows(forest, KeyType.LONG, 0, forest.chunks());
    }
    return stars.hasNext();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return stars.next();
  }
}
