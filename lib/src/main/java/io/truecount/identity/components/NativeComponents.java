package io.truecount.identity.components;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;

/**
 * Connected components by union-find.
 *
 * <p>On a local master all tasks fill one forest in memory ({@link SharedMemory}). On a cluster, or
 * when the identifiers outgrow the memory budget, the graph is contracted partition by partition
 * and solved in one task or in rounds.
 *
 * <p>The input is read when this is called, the result is computed from memory whenever it is read;
 * the memory is free once no dataset refers to the result.
 */
public final class NativeComponents implements ComponentFinder {
  private final NativeOptions options;

  public NativeComponents() {
    this(NativeOptions.standard());
  }

  public NativeComponents(NativeOptions options) {
    this.options = options;
  }

  @Override
  public Dataset<Row> components(Dataset<Row> vertices, Dataset<Row> edges) {
    Inputs inputs = Inputs.of(vertices, edges);
    SparkSession session = (SparkSession) edges.sparkSession();
    return new SharedMemory(inputs, session, options).components().orElseThrow();
  }
}
