package io.truecount.source.value;

import io.truecount.config.PropertyType;
import java.math.BigDecimal;
import java.util.Locale;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The one set of rules by which a text becomes a value, whatever the format of its file; docs/guide
 * states them. Values are Spark's internal ones: Long, Double, Decimal, Boolean, microseconds as
 * Long, UTF8String.
 *
 * <p>The methods that are named after a type are called by generated code, and give null for a
 * blank as for a refused text; {@link #refusal} distinguishes the two.
 */
public final class Values {
  /** Doubles print without an exponent below this, as JavaScript does it. */
  private static final BigDecimal PLAIN = new BigDecimal("1e21");

  private Values() {}

  /** The value, a {@link Refusal}, or null for a blank text, which is no value. */
  public static @Nullable Object read(UTF8String given, PropertyType type) {
    if (type == PropertyType.STRING) {
      return given;
    }
    UTF8String text = given.trimAll();
    if (text.numBytes() == 0) {
      return null;
    }
    return switch (type) {
      case STRING -> text;
      case LONG -> Numbers.whole(text);
      case DOUBLE -> Numbers.floating(text);
      case DECIMAL -> Numbers.decimal(text);
      case BOOLEAN -> truth(text);
      case TIMESTAMP -> {
        long micros = Times.micros(text);
        yield micros == Times.NONE ? Refusal.NOT_ONE : (Object) micros;
      }
    };
  }

  public static @Nullable Long whole(UTF8String text) {
    return read(text, PropertyType.LONG) instanceof Long value ? value : null;
  }

  public static @Nullable Double floating(UTF8String text) {
    return read(text, PropertyType.DOUBLE) instanceof Double value ? value : null;
  }

  public static @Nullable Decimal decimal(UTF8String text) {
    return read(text, PropertyType.DECIMAL) instanceof Decimal value ? value : null;
  }

  public static @Nullable Boolean bool(UTF8String text) {
    return read(text, PropertyType.BOOLEAN) instanceof Boolean value ? value : null;
  }

  /** Microseconds since 1970. */
  public static @Nullable Long time(UTF8String text) {
    return read(text, PropertyType.TIMESTAMP) instanceof Long value ? value : null;
  }

  /** Why a text is refused, in words; null when it is not. */
  public static @Nullable UTF8String refusal(UTF8String text, PropertyType type) {
    return read(text, type) instanceof Refusal refusal
        ? UTF8String.fromString(refusal.words(type))
        : null;
  }

  /** As {@link #refusal(UTF8String, PropertyType)}, by the type's name. */
  public static @Nullable UTF8String refusal(UTF8String text, UTF8String type) {
    return refusal(text, PropertyType.valueOf(type.toString()));
  }

  /**
   * A number as people and other systems write it: 1.0E7 is 10000000 and 7.00 is 7, so that an
   * identifier is the same whatever type its column has. What is no number stays as it is.
   */
  public static UTF8String plain(UTF8String number) {
    BigDecimal value = Numbers.isNumber(number) ? Numbers.exact(number) : null;
    if (value == null) {
      return number;
    }
    if (value.signum() == 0) {
      return UTF8String.fromString("0");
    }
    return value.abs().compareTo(PLAIN) < 0
        ? UTF8String.fromString(value.stripTrailingZeros().toPlainString())
        : number;
  }

  private static Object truth(UTF8String text) {
    return switch (text.toString().toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> true;
      case "false", "f", "no", "n", "0" -> false;
      default -> Refusal.NOT_ONE;
    };
  }
}
