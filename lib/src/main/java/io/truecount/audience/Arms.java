package io.truecount.audience;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.ascii;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;

import org.apache.spark.sql.Column;

/** The numbers from 0 to 9,999 that decide who is held out. */
final class Arms {
  private static final long FNV_OFFSET = 2_166_136_261L;
  private static final long FNV_PRIME = 16_777_619L;
  private static final long LOW_32_BITS = 0xFFFF_FFFFL;
  private static final int HEX_DIGITS = 16;

  private Arms() {}

  /** {@link Holdout.Function#SHA256} of a text that holds salt, experiment and customer. */
  static Column sha256(Column text) {
    Column first = substring(sha2(text.cast("binary"), 256), 1, HEX_DIGITS);
    return conv(first, HEX_DIGITS, 10)
        .cast(createDecimalType(20, 0))
        .mod(lit(Holdout.BUCKETS))
        .cast(LongType);
  }

  /** {@link Holdout.Function#GROWTHBOOK} of a text that holds seed and customer, in ASCII. */
  static Column growthBook(Column seedAndCustomer) {
    return fnv1a(fnv1a(seedAndCustomer).cast("string")).mod(lit((long) Holdout.BUCKETS));
  }

  private static Column fnv1a(Column ascii) {
    return aggregate(
        split(ascii, ""),
        lit(FNV_OFFSET),
        (hash, letter) ->
            hash.bitwiseXOR(ascii(letter).cast(LongType))
                .multiply(lit(FNV_PRIME))
                .bitwiseAND(lit(LOW_32_BITS)));
  }

  /** As the function of a holdout asks for. */
  static Column number(Holdout.Function function, Column prefix, Column customer) {
    Column text = concat(prefix, customer);
    return switch (function) {
      case SHA256 -> sha256(text);
      case GROWTHBOOK -> growthBook(text);
    };
  }
}
