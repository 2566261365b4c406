package io.truecount.event;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.struct;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts refused records by what is wrong with them. Values are masked, as they may be personal
 * data.
 *
 * <pre>
 * source reason   detail                       file   position
 * web    contract price: "jane@x.y" is no long a.json 7
 * web    contract price: "joe@x.y" is no long  a.json 3
 *
 * source reason   detail               records file   position
 * web    contract price: … is no long        2 a.json        3
 * </pre>
 */
public final class QuarantineKinds {
  public static final String RECORDS = "records";

  /** A value between a column's name and what is wrong with it. */
  private static final String JUDGED =
      "(?s)^((?:[\\w.]+: )?).* (is (?:no|none of|below|above|out of range)|has more than \\d+ digits) ";

  /** From the first quotation mark to the last one: a value may hold some itself. */
  private static final String QUOTED = "(?s)\"(?:.*\"|.*$)";

  private QuarantineKinds() {}

  /**
   * One row for each source, reason and kind of detail, with its first place; most records first.
   */
  public static Dataset<Row> of(Dataset<Row> quarantine) {
    Column first = min(struct(col(EventTables.FILE), col(EventTables.POSITION)));
    return quarantine
        .groupBy(
            col(EventTables.SOURCE),
            col(EventTables.REASON),
            masked(col(EventTables.DETAIL)).as(EventTables.DETAIL))
        .agg(count(lit(1)).as(RECORDS), first.as("first"))
        .select("source", "reason", "detail", RECORDS, "first.file", "first.position")
        .orderBy(
            col(RECORDS).desc(),
            col(EventTables.SOURCE),
            col(EventTables.REASON),
            col(EventTables.DETAIL));
  }

  /** A detail with {@code …} in place of values. */
  public static Column masked(Column detail) {
    return regexp_replace(regexp_replace(detail, JUDGED, "$1… $2 "), QUOTED, "\"…\"");
  }
}
