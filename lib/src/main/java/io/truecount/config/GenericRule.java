package io.truecount.config;

import io.truecount.config.LinkRules.Named;
import java.io.Serializable;
import java.util.List;

/**
 * Which values are found to be of no single customer, such as the address of an office.
 *
 * @param above a value is generic when records have it with more values than this of one type of
 *     persons
 * @param most values that may be blocked
 * @param found normalised values that are blocked, see {@link IdentityConfig#withGeneric}
 */
public record GenericRule(int above, Action action, int most, List<Named> found)
    implements Serializable {
  /** What becomes of a generic value. */
  public enum Action {
    /** They are not looked for. */
    OFF,
    /** A table lists them. */
    PROPOSE,
    /** They link no records. */
    BLOCK
  }

  /** None is looked for. */
  public static final GenericRule OFF = new GenericRule(1, Action.OFF, 1, List.of());

  private static final String ABOVE = "above";

  public GenericRule {
    found = List.copyOf(found);
    if (above < 1) {
      throw new IllegalArgumentException("Invalid above: %d (must be > 0)".formatted(above));
    }
  }

  static GenericRule read(ConfigNode node, int most) {
    try (node) {
      long above = node.integer(ABOVE);
      if (above < 1) {
        node.problem(
            ABOVE,
            "%s.%s is %d, so that every value would be generic"
                .formatted(node.path(), ABOVE, above),
            "write with how many persons a value may be, such as 50");
      }
      return new GenericRule(
          (int) Math.max(1, Math.min(above, Integer.MAX_VALUE)),
          node.choice("action", Action.class),
          most,
          List.of());
    }
  }

  /** With other values that are blocked. */
  GenericRule withFound(List<Named> values) {
    return new GenericRule(above, action, most, values);
  }
}
