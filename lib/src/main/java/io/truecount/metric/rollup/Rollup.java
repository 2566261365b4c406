package io.truecount.metric.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.truecount.metric.manifest.TableName;
import io.truecount.metric.plan.Aggregate;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Read;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TableNames;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Partial aggregates of one model's rows at one of its times: one row for each period and each
 * value of the keys. Everything that a set of queries needs of the same rows over the same joins is
 * in one of them, so that the rows are read once.
 *
 * <pre>
 *   orders                            rollup by day and country
 *   at          | country | amount    day   | country | orders | revenue | buyers
 *   1 May 09:00 | DE      | 10        1 May | DE      | 2      | 30      | {1, 2}
 *   1 May 10:00 | DE      | 20        2 May | FR      | 1      | 5       | {1}
 *   2 May 08:00 | FR      | 5
 * </pre>
 *
 * @param name the view that queries read the partial aggregates from
 * @param model the semantic model
 * @param rows one row for each row of the model that any query needs: period, keys and values
 * @param parts the partial aggregates, over the columns of {@code rows}
 * @param time the column with the period
 * @param timeSql SQL of the time over the model's table; empty where a period may be longer than a
 *     day
 * @param keys the other columns that queries group by
 * @param readers how many aggregations read it
 * @param ids columns of {@code rows} that are counted distinct: replaced by whole numbers
 */
public record Rollup(
    String name,
    String model,
    Plan rows,
    List<Named> parts,
    String time,
    Optional<String> timeSql,
    List<String> keys,
    int readers,
    List<String> ids) {
  public Rollup {
    keys = List.copyOf(keys);
    ids = List.copyOf(ids);
    parts = List.copyOf(parts);
  }

  /**
   * Whether computing it is less work than letting each query read the rows: every reader but the
   * first saves a pass over them, and a second distinct count saves copies of every row.
   */
  public boolean isWorthwhile() {
    return readers > 1 || ids.size() > 1;
  }

  /** The partial aggregates of {@link #rowsView}, a view of {@code rows}. */
  public Plan partials() {
    return partials(List.of());
  }

  /**
   * The partial aggregates with sums of more columns of the view.
   *
   * @param summed columns of whole numbers that {@code rows} does not have
   */
  public Plan partials(List<String> summed) {
    List<String> columns = new ArrayList<>(rows.columns());
    columns.addAll(summed);
    Read read =
        Read.of("rows of the rollup", new TableName("", rowsView()), Named.of("src", columns));
    List<String> by = new ArrayList<>(List.of(time));
    by.addAll(keys);
    List<Named> values = new ArrayList<>(parts);
    summed.forEach(column -> values.add(new Named(column, Part.SUM.of(Expr.column(column)))));
    return new Plan(new Aggregate("partial aggregates", read, by, values));
  }

  /**
   * A hash of the SQL, so that rollups of the same aggregates of the same rows have the same one.
   */
  public String hash() {
    String text =
        rows.sql(Dialect.SPARK, TableNames.qualified())
            + partials().sql(Dialect.SPARK, TableNames.qualified()).replace(name, "");
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The view that {@code partials} reads. */
  public String rowsView() {
    return rowsView(name);
  }

  static String rowsView(String name) {
    return name + "_rows";
  }
}
