package io.truecount.identity.components;

import java.util.Optional;
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
  private final Optional<NativeOptions> options;

  /** With the share of memory that {@link NativeOptions#standard} gives. */
  public NativeComponents() {
    this.options = Optional.empty();
  }

  public NativeComponents(NativeOptions options) {
    this.options = Optional.of(options);
  }

  /** An update of an index in memory: on a local master, when {@link MemoryUpdate} can. */
  Optional<ComponentUpdate> inMemory(Inputs inputs, LabelIndex index, Digests digests) {
    SparkSession session = (SparkSession) inputs.edges().sparkSession();
    return session.sparkContext().isLocal()
        ? new MemoryUpdate(index, inputs, session, budget(session), digests).update()
        : Optional.empty();
  }

  private NativeOptions budget(SparkSession session) {
    return options.orElseGet(() -> NativeOptions.standard(session));
  }

  @Override
  public Components solve(Dataset<Row> vertices, Dataset<Row> edges) {
    Inputs inputs = Inputs.of(vertices, edges);
    SparkSession session = (SparkSession) edges.sparkSession();
    NativeOptions budget = budget(session);
    if (session.sparkContext().isLocal()) {
      Optional<Components> found = new SharedMemory(inputs, session, budget).components();
      if (found.isPresent()) {
        return found.get();
      }
    }
    return Components.of(new Distributed(inputs, session, budget).components(), edges);
  }
}
