package io.truecount.metric.plan;

import java.util.List;

/**
 * Partial aggregates of one model's rows at one of its times: one row for each period and each
 * value of the keys. Everything that a set of queries asks of the same rows over the same joins is
 * in one of them, so that the rows are read once.
 *
 * @param name the view that queries read the partial aggregates from
 * @param model the semantic model
 * @param rows one row a row of the model that any query asks for: period, keys and values
 * @param partials the partial aggregates of {@link #rowsView}, a view of {@code rows}
 * @param time the column with the period
 * @param keys the other columns that queries group by
 * @param ids columns of {@code rows} that are counted distinct: whole numbers stand for them
 */
public record Rollup(
    String name,
    String model,
    Plan rows,
    Plan partials,
    String time,
    List<String> keys,
    List<String> ids) {
  public Rollup {
    keys = List.copyOf(keys);
    ids = List.copyOf(ids);
  }

  /** The view that {@code partials} reads. */
  public String rowsView() {
    return rowsView(name);
  }

  static String rowsView(String name) {
    return name + "_rows";
  }
}
