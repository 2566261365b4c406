package io.truecount.event;

import static org.apache.spark.sql.functions.bitmap_bit_position;
import static org.apache.spark.sql.functions.bitmap_bucket_number;
import static org.apache.spark.sql.functions.bitmap_construct_agg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.udf;

import io.truecount.source.record.Records;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Selects records by their place: source, file and position. The places are sent to every task as
 * bitmaps, one bit for each record of a stretch of a file that holds any, so that the records
 * themselves are neither shuffled nor sorted. A billion records are at most 125 MB of bits; a
 * bitmap ends with its last bit, so that those of small files are small.
 */
final class Places {
  private static final String SOURCE = "place_source";
  private static final String FILE = "place_file";
  private static final String BUCKET = "place_bucket";
  private static final String BITS = "place_bits";

  /**
   * Spark copies binaries for every row that looks at one; elements of an array it finds in place.
   */
  private static final UDF1<byte[], long[]> WORDS =
      bits -> {
        long[] words = new long[bits.length / Long.BYTES];
        ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        int used = words.length;
        while (used > 0 && words[used - 1] == 0) {
          used--;
        }
        return Arrays.copyOf(words, used);
      };

  private static final UserDefinedFunction TO_WORDS =
      udf(WORDS, DataTypes.createArrayType(DataTypes.LongType, false));

  private Places() {}

  /**
   * The bitmaps of places: columns source, file and position. A caller that joins them to a union
   * persists them first, as each part of the union computes them.
   *
   * <pre>
   *   places   source | file   | position      bitmaps  source | file   | bucket | bits
   *            web    | a.json | 3                      web    | a.json | 1      | [0b100, 0b100000]
   *            web    | a.json | 70                     web    | b.json | 1      | [0b1]
   *            web    | b.json | 1
   * </pre>
   */
  static Dataset<Row> bitmaps(Dataset<Row> places) {
    return places
        .groupBy(col(Records.SOURCE).as(SOURCE), col(Records.FILE).as(FILE), bucket().as(BUCKET))
        .agg(TO_WORDS.apply(bitmap_construct_agg(bit())).as(BITS));
  }

  /** The records whose place is not among these. */
  static Dataset<Row> without(Dataset<Row> records, Dataset<Row> bitmaps) {
    return joined(records, bitmaps, "left_anti");
  }

  /** The records whose place is among these. Without any place nothing is read. */
  static Dataset<Row> at(Dataset<Row> records, Dataset<Row> bitmaps) {
    return joined(records, bitmaps, "left_semi");
  }

  private static Dataset<Row> joined(Dataset<Row> records, Dataset<Row> bitmaps, String join) {
    return records.join(
        broadcast(bitmaps),
        col(Records.SOURCE)
            .equalTo(col(SOURCE))
            .and(col(Records.FILE).equalTo(col(FILE)))
            .and(bucket().equalTo(col(BUCKET)))
            .and(isSet(bit())),
        join);
  }

  private static Column bucket() {
    return bitmap_bucket_number(col(Records.POSITION));
  }

  private static Column bit() {
    return bitmap_bit_position(col(Records.POSITION));
  }

  /** NULL, which is as good as false, beyond the last bit. */
  private static Column isSet(Column bit) {
    Column word = get(col(BITS), shiftright(bit, 6).cast(DataTypes.IntegerType));
    Column mask =
        call_function("shiftleft", lit(1L), bit.bitwiseAND(63).cast(DataTypes.IntegerType));
    return word.bitwiseAND(mask).notEqual(0L);
  }
}
