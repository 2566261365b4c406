package io.truecount.source.value;

import io.truecount.config.PropertyType;
import java.util.Locale;

/** Why a text is no value of a type. */
public enum Refusal {
  /** It does not spell one. */
  NOT_ONE,

  /** A number beyond the smallest or largest of the type. */
  OUT_OF_RANGE,

  /** A number that the type could only hold rounded. */
  TOO_MANY_PLACES;

  /** What follows the text in a message: {@code is no double}. */
  public String words(PropertyType type) {
    return switch (this) {
      case NOT_ONE -> "is no " + name(type);
      case OUT_OF_RANGE -> "is out of range for a " + name(type) + range(type);
      case TOO_MANY_PLACES ->
          "has more than %d digits after the point, which a decimal would round off"
              .formatted(Numbers.PLACES);
    };
  }

  private static String range(PropertyType type) {
    return type == PropertyType.DECIMAL
        ? ", which has at most %d digits before the point".formatted(Numbers.DIGITS_BEFORE_POINT)
        : "";
  }

  private static String name(PropertyType type) {
    return type == PropertyType.TIMESTAMP ? "time" : type.name().toLowerCase(Locale.ROOT);
  }
}
