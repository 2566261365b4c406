package io.truecount.table;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * One thing that a step of a run has computed again, and why: a line of the table {@code touched},
 * for people, and what the steps after it go by.
 *
 * @param step that computed it
 * @param value which: a load interval, a table, the hash of a definition; empty where {@code what}
 *     says all
 * @param count how many; empty where that is not known
 * @param why for people; empty where there is nothing to say
 */
public record Touched(String step, What what, String value, OptionalLong count, String why) {
  /** The kinds of things. */
  public enum What {
    /** All that the step makes. */
    EVERYTHING,
    /** The definitions that the step went by; the value is their hash. */
    DEFINITION,
    /** The definition of one table; the value is the table, a blank and the hash. */
    TABLE_DEFINITION,
    /** The events of one interval of load time; the value is the interval. */
    LOADS,
    /** Distinct lists of identifiers in events. */
    IDENTIFIER_LISTS,
    /** Customers that are new, merged or split, or have new events. */
    CUSTOMERS,
    /** The days of one table's rows; the value is the table. */
    DAYS,
    /** The rows of one table; the value is the table. */
    ROWS;

    /** Whether it says what a step went by, and not what it touched. */
    public boolean isDefinition() {
      return this == DEFINITION || this == TABLE_DEFINITION;
    }

    /** As it is stored and printed. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static What of(String text) {
      return Arrays.stream(values())
          .filter(what -> what.text().equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("Invalid kind: " + text));
    }
  }

  public Touched {
    requireNonNull(step);
    requireNonNull(what);
    requireNonNull(value);
    requireNonNull(count);
    requireNonNull(why);
  }

  /** All that a step makes. */
  public static Touched everything(String step, String why) {
    return new Touched(step, What.EVERYTHING, "", OptionalLong.empty(), why);
  }

  /** What a step went by. */
  public static Touched definition(String step, String hash) {
    return new Touched(step, What.DEFINITION, hash, OptionalLong.empty(), "");
  }

  /** What one table was made by. */
  public static Touched definition(String step, String table, String hash) {
    String value = table + " " + hash;
    return new Touched(step, What.TABLE_DEFINITION, value, OptionalLong.empty(), "");
  }

  /** Some things that were counted. */
  public static Touched counted(String step, What what, String value, long count, String why) {
    return new Touched(step, what, value, OptionalLong.of(count), why);
  }
}
