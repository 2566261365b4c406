package io.truecount.identity;

import io.truecount.table.TablePart;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables of one resolution, each in the shape of its definition in {@link IdentityTables}. They
 * share datasets that are persisted, which {@link #close} releases: write the tables first.
 *
 * @param lists all lists of identifiers, or those of the spans of load time that were touched
 * @param moves in the shape of {@link IdentityRunTables#mapHistory()}
 * @param blocked empty when they are those of the release before
 * @param difference from the release before; empty when all was resolved
 */
public record ResolveResult(
    TablePart lists,
    Dataset<Row> edges,
    Dataset<Row> rejections,
    Dataset<Row> map,
    Dataset<Row> moves,
    Dataset<Row> attributions,
    Dataset<Row> changes,
    Dataset<Row> redirects,
    Optional<Dataset<Row>> blocked,
    Dataset<Row> generic,
    Dataset<Row> counts,
    Optional<Difference> difference,
    List<Dataset<Row>> shared)
    implements AutoCloseable {

  /**
   * What differs from the release before.
   *
   * @param lists how many lists of identifiers came, went, or have other events
   * @param customers in the shape of {@link IdentityRunTables#touchedCustomers()}
   * @param reattributions in the shape of {@link IdentityRunTables#reattributions()}
   */
  public record Difference(long lists, Dataset<Row> customers, Dataset<Row> reattributions) {}

  public ResolveResult {
    shared = List.copyOf(shared);
  }

  /** With more datasets to be released. */
  ResolveResult sharing(List<Dataset<Row>> others) {
    return new ResolveResult(
        lists,
        edges,
        rejections,
        map,
        moves,
        attributions,
        changes,
        redirects,
        blocked,
        generic,
        counts,
        difference,
        Stream.concat(shared.stream(), others.stream()).toList());
  }

  @Override
  public void close() {
    shared.forEach(Dataset::unpersist);
  }
}
