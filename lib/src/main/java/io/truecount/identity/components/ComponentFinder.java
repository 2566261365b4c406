package io.truecount.identity.components;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the connected components of an undirected graph.
 *
 * <p>All identifiers are of one type, LONG or STRING, and not null. The result has one row per
 * distinct identifier of either input, with the smallest identifier of its component (in the order
 * of longs, or of UTF-8 bytes). It therefore depends on the set of vertices and edges only: not on
 * partitioning, order, direction, duplicates, self loops, retries or speculative execution.
 */
public interface ComponentFinder {
  /** Identifier column of the vertices and of the result. */
  String ID = "id";

  /** One end of an edge. */
  String A = "a";

  /** The other end of an edge. */
  String B = "b";

  /** The smallest identifier of the component, column of the result. */
  String COMPONENT = "component";

  /**
   * Labels every identifier with its component.
   *
   * @param vertices column {@value #ID}; an identifier without an edge is a component of one
   * @param edges columns {@value #A} and {@value #B}; both ends are vertices, listed or not
   * @throws io.truecount.error.TruecountException invalid, when a column is missing, of another
   *     type, or holds a null
   */
  Components solve(Dataset<Row> vertices, Dataset<Row> edges);

  /** The labels of {@link #solve}: columns {@value #ID} (unique) and {@value #COMPONENT}. */
  default Dataset<Row> components(Dataset<Row> vertices, Dataset<Row> edges) {
    return solve(vertices, edges).labels();
  }
}
