package io.truecount.identity.components;

import java.io.Serializable;

/**
 * The digest that stands for an identifier in a {@link LabelIndex}: of a string the first 128 bits
 * of its SHA-256, of a long the number itself.
 *
 * <p>Two of n identifiers share a digest by chance with a probability below n²/2¹²⁹: 5·10⁻²⁴ of 55
 * million, 2·10⁻¹⁹ of ten billion. On purpose it takes about 2⁶⁴ hashes to make two such strings,
 * and 2¹²⁸/n to make one that is taken for any of n that exist already.
 *
 * @param highMask bits of the first word that count; fewer than all in tests only
 * @param lowMask bits of the second word that count; fewer than all in tests only
 */
record Digests(long highMask, long lowMask) implements Serializable {
  static final Digests WHOLE = new Digests(-1L, -1L);

  /** For one thread. */
  Digester digester() {
    return new Digester(this);
  }
}
