package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/** A named query, with the tables or views it is exported to. */
public record SavedQuery(
    String name,
    String description,
    List<String> metrics,
    List<String> groupBy,
    List<WhereFilter> filters,
    List<String> orderBy,
    Optional<Integer> limit,
    List<Export> exports,
    String where) {
  public SavedQuery {
    metrics = List.copyOf(metrics);
    groupBy = List.copyOf(groupBy);
    filters = List.copyOf(filters);
    orderBy = List.copyOf(orderBy);
    exports = List.copyOf(exports);
  }

  /** A table or view of the query's result. */
  public record Export(String name, boolean view, String schema, String alias) {}
}
