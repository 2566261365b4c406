package io.truecount.model;

import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.trees.Origin;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Moments named by a word, such as {@code TIMESTAMP 'now'} and {@code DATE 'today'}. Spark's parser
 * looks at the clock and leaves a literal like any other; only its text shows that.
 */
public final class SpecialMoments {
  private SpecialMoments() {}

  /** Whether a literal of Spark's parser is a date or timestamp that is written without a digit. */
  public static boolean isOne(Literal literal) {
    return isMoment(literal.dataType()) && written(literal).chars().noneMatch(Character::isDigit);
  }

  private static boolean isMoment(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** The literal as it is written. */
  public static String written(Literal literal) {
    Origin at = literal.origin();
    return at.sqlText()
        .get()
        .substring((int) at.startIndex().get(), (int) at.stopIndex().get() + 1);
  }
}
