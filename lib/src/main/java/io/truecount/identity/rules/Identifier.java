package io.truecount.identity.rules;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Comparator;

/** A type and a normalised value; ordered by both. */
public record Identifier(String type, String value)
    implements Comparable<Identifier>, Serializable {
  private static final Comparator<Identifier> ORDER =
      comparing(Identifier::type).thenComparing(Identifier::value);

  public Identifier {
    requireNonNull(type);
    requireNonNull(value);
  }

  @Override
  public int compareTo(Identifier other) {
    return ORDER.compare(this, other);
  }

  /** {@code type=value}. */
  @Override
  public String toString() {
    return type + "=" + value;
  }
}
