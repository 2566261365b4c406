package io.truecount.identity;

import java.io.Serializable;
import java.util.Optional;

/**
 * Brings the spellings of one identifier to one form. An implementation has a constructor without
 * parameters, keeps no state, and gives for the same text always the same answer.
 */
@FunctionalInterface
public interface Normalizer extends Serializable {
  /**
   * The normal form of {@code raw}; empty when it cannot be an identifier of this type.
   *
   * @param raw as the source spells it
   */
  Optional<String> normalize(String raw);
}
