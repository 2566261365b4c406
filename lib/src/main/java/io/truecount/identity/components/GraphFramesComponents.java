package io.truecount.identity.components;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.graphframes.GraphFrame;
import org.graphframes.lib.ConnectedComponents;

/**
 * Connected components by GraphFrames, the reference that the native engine is checked against.
 *
 * <p>Needs the optional dependency GraphFrames with Spark's GraphX on the class path, and a
 * checkpoint directory; without one its intermediate results go to {@code spark.local.dir}.
 */
public final class GraphFramesComponents implements ComponentFinder {
  private static final String GROUP = "graphframes_component";
  private final String algorithm;

  /** With the algorithm {@code graphframes}: alternating large and small stars. */
  public GraphFramesComponents() {
    this("graphframes");
  }

  /**
   * With an algorithm of GraphFrames.
   *
   * @param algorithm {@code graphframes} or {@code graphx}
   */
  public GraphFramesComponents(String algorithm) {
    this.algorithm = algorithm;
  }

  @Override
  public Components solve(Dataset<Row> vertices, Dataset<Row> edges) {
    Inputs inputs = Inputs.of(vertices, edges);
    inputs.refuseNulls();
    try {
      return Components.of(smallestOfEach(run(inputs)), edges);
    } catch (NoClassDefFoundError missing) {
      throw absent(missing);
    }
  }

  private Dataset<Row> run(Inputs inputs) {
    Dataset<Row> ends = inputs.edges().select(col(A).as(ID)).union(inputs.edges().select(B));
    Dataset<Row> ids = inputs.vertices().union(ends).distinct();
    GraphFrame graph = GraphFrame.apply(ids, inputs.edges().toDF("src", "dst"));
    ConnectedComponents search = graph.connectedComponents();
    search.setAlgorithm(algorithm);
    ensureCheckpointDirectory(inputs.edges());
    return search.run().select(col(ID), col(COMPONENT).as(GROUP));
  }

  /** GraphFrames names components by numbers of its own. */
  private static Dataset<Row> smallestOfEach(Dataset<Row> labels) {
    Dataset<Row> names = labels.groupBy(GROUP).agg(min(ID).as(COMPONENT));
    return labels.join(names, GROUP).select(ID, COMPONENT);
  }

  private static void ensureCheckpointDirectory(Dataset<Row> rows) {
    SparkContext context =
        ((org.apache.spark.sql.classic.SparkSession) rows.sparkSession()).sparkContext();
    if (context.getCheckpointDir().isEmpty()) {
      String local = context.getConf().get("spark.local.dir", System.getProperty("java.io.tmpdir"));
      context.setCheckpointDir(local);
    }
  }

  private static TruecountException absent(Throwable cause) {
    return TruecountException.failed(
        new Problem(
            "GraphFrames is not on the class path",
            "components engine \"graphframes\"",
            "it is an optional dependency and no part of the spark-submit jar",
            "use the engine \"native\", or start Spark with --packages"
                + " io.graphframes:graphframes-spark4_2.13:0.12.2"),
        cause);
  }
}
