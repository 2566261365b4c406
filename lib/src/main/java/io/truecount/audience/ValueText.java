package io.truecount.audience;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.stream.StreamSupport;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** Values of a row as text: times in UTC, numbers in plain digits. */
final class ValueText {
  private static final double WHOLE = 1e15;

  private ValueText() {}

  static String of(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    } else if (value instanceof BigDecimal number) {
      return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    } else if (value instanceof Double number
        && Math.rint(number) == number
        && Math.abs(number) < WHOLE) {
      return String.valueOf(number.longValue());
    } else if (value instanceof Iterable<?> values) {
      return StreamSupport.stream(CollectionConverters.asJava(values).spliterator(), false)
          .map(String::valueOf)
          .collect(joining(", ", "[", "]"));
    }
    return value.toString();
  }
}
