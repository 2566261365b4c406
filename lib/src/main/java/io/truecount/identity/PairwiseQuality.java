package io.truecount.identity;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How customers agree with known ones, by pairs of records. A pair is of one customer, or is not.
 *
 * <pre>
 *   record | predicted | true      pairs of one predicted customer   3 (1 2, 1 3, 2 3)
 *   1      | C1        | jane      pairs of one true customer        2 (1 2, 3 4)
 *   2      | C1        | jane      pairs of both                     1 (1 2)
 *   3      | C1        | john      precision 1/3, recall 1/2, F1 2/5
 *   4      | C2        | john
 * </pre>
 *
 * @param predicted pairs of records of one predicted customer
 * @param known pairs of records of one true customer
 * @param right pairs of both
 */
public record PairwiseQuality(long predicted, long known, long right) {
  /** The customer that a record was found to be of; NULL for a customer of its own. */
  public static final String PREDICTED = "predicted_customer";

  /** The customer that a record is of; NULL where that is not known: the row counts for nothing. */
  public static final String TRUE = "true_customer";

  private static final String RECORDS = "records";
  private static final String PAIRS = "pairs";

  public PairwiseQuality {
    if (right < 0 || right > predicted || right > known) {
      throw new IllegalArgumentException(
          "Invalid pairs: %d predicted, %d true, %d of both".formatted(predicted, known, right));
    }
  }

  /**
   * Compares customers. Pairs are never enumerated: n records of one customer are n(n-1)/2 pairs.
   * Cost: one aggregation of the rows, two of its result.
   *
   * @param rows one record each, with the columns {@link #PREDICTED} and {@link #TRUE}
   */
  public static PairwiseQuality of(Dataset<Row> rows) {
    Dataset<Row> cells =
        rows.where(col(TRUE).isNotNull())
            .groupBy(PREDICTED, TRUE)
            .agg(count(lit(1)).as(RECORDS))
            .persist();
    try {
      return new PairwiseQuality(
          pairs(cells.where(col(PREDICTED).isNotNull()), PREDICTED),
          pairs(cells, TRUE),
          pairs(cells.where(col(PREDICTED).isNotNull()), PREDICTED, TRUE));
    } finally {
      cells.unpersist();
    }
  }

  private static long pairs(Dataset<Row> cells, String first, String... others) {
    Column n = col(RECORDS);
    // one of n and n - 1 is even: halving it first keeps the product exact and small
    Column pairs =
        when(n.mod(2).equalTo(0), n.divide(2).cast("long").multiply(n.minus(1)))
            .otherwise(n.multiply(n.minus(1).divide(2).cast("long")));
    return cells
        .groupBy(first, others)
        .agg(sum(RECORDS).as(RECORDS))
        .agg(coalesce(sum(pairs), lit(0L)).as(PAIRS))
        .head()
        .getLong(0);
  }

  /** The share of predicted pairs that are right; empty where none is predicted. */
  public OptionalDouble precision() {
    return share(right, predicted);
  }

  /** The share of true pairs that are found; empty where there is none. */
  public OptionalDouble recall() {
    return share(right, known);
  }

  /** The harmonic mean of precision and recall; empty where there are no pairs at all. */
  public OptionalDouble f1() {
    return share(2 * right, predicted + known);
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
