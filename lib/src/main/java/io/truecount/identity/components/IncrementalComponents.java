package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.A;
import static io.truecount.identity.components.ComponentFinder.B;
import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;

/**
 * Brings stored labels up to date with new edges, without the old edges.
 *
 * <p>The stored labels of the new edges' ends, as edges from identifier to component, stand for all
 * old edges that matter; with the new edges they make a small graph. Its labels are final, as a
 * stored label is the smallest identifier of its component. Cost: one scan of the stored labels
 * that keeps the ends of new edges only, and work in proportion to the new edges.
 */
public final class IncrementalComponents {
  private final NativeComponents engine;

  public IncrementalComponents() {
    this(new NativeComponents());
  }

  public IncrementalComponents(NativeComponents engine) {
    this.engine = engine;
  }

  /**
   * The changes that new vertices and edges make.
   *
   * @param labels stored labels, columns id (unique) and component, the smallest id of each
   * @param vertices new identifiers, column id; known ones do no harm
   * @param edges new edges, columns a and b; known ones do no harm
   */
  public ComponentUpdate update(Dataset<Row> labels, Dataset<Row> vertices, Dataset<Row> edges) {
    Inputs inputs = Inputs.of(vertices, edges);
    inputs.refuseNulls();
    Dataset<Row> stored = labels.select(ID, COMPONENT);
    Dataset<Row> known = Checkpoints.materialise(known(stored, inputs));
    Dataset<Row> all = inputs.edges().union(known.toDF(A, B));
    Dataset<Row> solved = engine.components(inputs.vertices(), all);
    Dataset<Row> components = known.select(col(COMPONENT).as(ID));
    Dataset<Row> merged =
        solved
            .where(col(ID).notEqual(col(COMPONENT)))
            .join(components, solved.col(ID).equalTo(components.col(ID)), "left_semi")
            .toDF(COMPONENT, ComponentUpdate.INTO);
    Dataset<Row> old = known.select(ID).union(components);
    Dataset<Row> added = solved.join(old, solved.col(ID).equalTo(old.col(ID)), "left_anti");
    return new ComponentUpdate(added, merged);
  }

  /** The stored labels of the new edges' ends. */
  private Dataset<Row> known(Dataset<Row> stored, Inputs inputs) {
    SparkSession session = (SparkSession) inputs.edges().sparkSession();
    return engine
        .members(session, inputs)
        .map(members -> members.filter(session, stored))
        .orElseGet(() -> stored.join(inputs.identifiers(), ID, "left_semi"));
  }
}
