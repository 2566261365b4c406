package io.truecount.identity;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables of one resolution, each in the shape of its definition in {@link IdentityTables}. They
 * share datasets that are persisted, which {@link #close} releases: write the tables first.
 */
public record ResolveResult(
    Dataset<Row> edges,
    Dataset<Row> map,
    Dataset<Row> attributions,
    Dataset<Row> changes,
    Dataset<Row> redirects,
    Dataset<Row> blocked,
    Dataset<Row> counts,
    List<Dataset<Row>> shared)
    implements AutoCloseable {

  public ResolveResult {
    shared = List.copyOf(shared);
  }

  @Override
  public void close() {
    shared.forEach(Dataset::unpersist);
  }
}
