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
    Use use,
    String where) {
  public SavedQuery {
    metrics = List.copyOf(metrics);
    groupBy = List.copyOf(groupBy);
    filters = List.copyOf(filters);
    orderBy = List.copyOf(orderBy);
    exports = List.copyOf(exports);
  }

  /** What else the result is used for; written as {@code config.meta.truecount.use}. */
  public enum Use {
    /** Only the exports. */
    TABLE,
    /** Its metrics become traits of the customers that it is grouped by. */
    TRAITS,
    /** Its exports are in long form: one unit, one period and one metric a row. */
    PER_UNIT
  }

  /** A table or view of the query's result. */
  public record Export(String name, boolean view, String schema, String alias) {}
}
