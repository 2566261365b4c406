package io.truecount.audience;

import static java.util.Objects.requireNonNull;

/**
 * One audience: which customers, at any as_of.
 *
 * @param anonymous whether anonymous customers may be members
 * @param hash SHA-256 of what the definition means, references included; spelling, place and
 *     description do not matter
 */
public record Audience(
    String name, String description, boolean anonymous, Condition where, String hash) {
  public Audience {
    requireNonNull(name);
    requireNonNull(description);
    requireNonNull(where);
    requireNonNull(hash);
  }
}
