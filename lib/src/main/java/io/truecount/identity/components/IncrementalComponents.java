package io.truecount.identity.components;

import static io.truecount.identity.components.ComponentFinder.A;
import static io.truecount.identity.components.ComponentFinder.B;
import static io.truecount.identity.components.ComponentFinder.COMPONENT;
import static io.truecount.identity.components.ComponentFinder.ID;
import static io.truecount.identity.components.ComponentUpdate.INTO;
import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Brings stored labels up to date with new edges, without the old edges.
 *
 * <p>The stored labels of the new edges' ends, as edges from identifier to component, stand for all
 * old edges that matter; with the new edges they make a small graph. Its labels are final, as a
 * stored label is the smallest identifier of its component.
 *
 * <p>Cost: work in proportion to the new edges, and one look at the stored labels. In a {@link
 * LabelIndex} that is, on a local master, a scan of 24 bytes an identifier and of the labels of the
 * components; on a cluster, and past the memory budget, joins of the index with the new
 * identifiers. Without an index it is a join of the labels themselves.
 */
public final class IncrementalComponents {
  private final NativeComponents engine;
  private final Digests digests;

  public IncrementalComponents() {
    this(new NativeComponents());
  }

  public IncrementalComponents(NativeComponents engine) {
    this(engine, Digests.WHOLE);
  }

  IncrementalComponents(NativeComponents engine, Digests digests) {
    this.engine = engine;
    this.digests = digests;
  }

  /**
   * The changes that new vertices and edges make to stored labels.
   *
   * @param labels stored labels, columns id (unique) and component, the smallest id of each
   * @param vertices new identifiers, column id; known ones do no harm
   * @param edges new edges, columns a and b; known ones do no harm
   */
  public ComponentUpdate update(Dataset<Row> labels, Dataset<Row> vertices, Dataset<Row> edges) {
    Inputs inputs = Inputs.of(vertices, edges);
    inputs.refuseNulls();
    return solve(inputs, labels.select(ID, COMPONENT).join(inputs.identifiers(), ID, "left_semi"));
  }

  /**
   * The changes that new vertices and edges make to the labels that an index was made of and
   * brought up to date with. Before their columns they have the digests (high, low, component_high,
   * component_low) that {@link LabelIndex#plus} reads: stored once, they serve readers of labels
   * and the index.
   *
   * @param index identifiers of the same type
   * @param vertices new identifiers, column id; known ones do no harm
   * @param edges new edges, columns a and b; known ones do no harm
   * @throws io.truecount.error.TruecountException invalid, when two of the new graph's identifiers
   *     share a digest; where Spark finds it, as the cause
   */
  public ComponentUpdate update(LabelIndex index, Dataset<Row> vertices, Dataset<Row> edges) {
    Inputs inputs = Inputs.of(vertices, edges);
    return engine.inMemory(inputs, index, digests).orElseGet(() -> joined(index, inputs));
  }

  private ComponentUpdate joined(LabelIndex index, Inputs inputs) {
    inputs.refuseNulls();
    ComponentUpdate update = solve(inputs, KnownLabels.of(index, inputs.identifiers(), digests));
    return new ComponentUpdate(
        DigestRows.namedPairs(update.added().select(ID, COMPONENT), digests),
        DigestRows.namedPairs(update.merged().select(COMPONENT, INTO), digests));
  }

  private ComponentUpdate solve(Inputs inputs, Dataset<Row> found) {
    Dataset<Row> known = Checkpoints.materialise(found);
    Dataset<Row> all = inputs.edges().union(known.toDF(A, B));
    Dataset<Row> solved = engine.components(inputs.vertices(), all);
    Dataset<Row> components = known.select(col(COMPONENT).as(ID));
    Dataset<Row> merged =
        solved
            .where(col(ID).notEqual(col(COMPONENT)))
            .join(components, solved.col(ID).equalTo(components.col(ID)), "left_semi")
            .toDF(COMPONENT, INTO);
    Dataset<Row> old = known.select(ID).union(components);
    Dataset<Row> added = solved.join(old, solved.col(ID).equalTo(old.col(ID)), "left_anti");
    return new ComponentUpdate(added, merged);
  }
}
