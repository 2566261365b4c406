package io.truecount.event;

import static org.apache.spark.sql.functions.bitmap_bit_position;
import static org.apache.spark.sql.functions.bitmap_bucket_number;
import static org.apache.spark.sql.functions.bitmap_construct_agg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.truecount.source.Records;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Records chosen by where they stand: source, file and position. The places are sent to every task
 * as bitmaps, one bit for each record of a stretch of a file that holds any, so that the records
 * themselves are neither shuffled nor sorted. A billion records are at most 125 MB of bits.
 */
final class Places {
  private static final String SOURCE = "place_source";
  private static final String FILE = "place_file";
  private static final String BUCKET = "place_bucket";
  private static final String BITS = "place_bits";

  private static final UDF2<byte[], Long, Boolean> IS_SET =
      (bits, position) -> (bits[(int) (position >> 3)] & (1 << (position & 7))) != 0;

  private static final UserDefinedFunction IS_SET_AT = udf(IS_SET, DataTypes.BooleanType);

  private Places() {}

  /** The records that stand at none of the places. */
  static Dataset<Row> without(Dataset<Row> records, Dataset<Row> places) {
    return joined(records, places, "left_anti");
  }

  /** The records that stand at one of the places. Where there is none, nothing is read. */
  static Dataset<Row> at(Dataset<Row> records, Dataset<Row> places) {
    return joined(records, places, "left_semi");
  }

  private static Dataset<Row> joined(Dataset<Row> records, Dataset<Row> places, String join) {
    Column bucket = bitmap_bucket_number(col(Records.POSITION));
    Column bit = bitmap_bit_position(col(Records.POSITION));
    Dataset<Row> bitmaps =
        places
            .groupBy(col(Records.SOURCE).as(SOURCE), col(Records.FILE).as(FILE), bucket.as(BUCKET))
            .agg(bitmap_construct_agg(bit).as(BITS));
    return records.join(
        broadcast(bitmaps),
        col(Records.SOURCE)
            .equalTo(col(SOURCE))
            .and(col(Records.FILE).equalTo(col(FILE)))
            .and(bucket.equalTo(col(BUCKET)))
            .and(IS_SET_AT.apply(col(BITS), bit)),
        join);
  }
}
