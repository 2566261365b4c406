package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Map;

/**
 * An identifier with what constraints need to know of it.
 *
 * @param counted the value that limits count: its own, or the clear value that it is the hash of
 * @param countedSince when that value was first seen, in microseconds since 1970
 * @param separation values of separation properties; none of a property of which the identifier was
 *     seen with several, as it then says nothing
 */
public record Vertex(
    Identifier id, String counted, long countedSince, Map<String, String> separation)
    implements Serializable {
  public Vertex {
    requireNonNull(id);
    requireNonNull(counted);
    separation = Map.copyOf(separation);
  }

  /** One that counts as itself and is separated from no other. */
  public static Vertex of(Identifier id, long firstSeen) {
    return new Vertex(id, id.value(), firstSeen, Map.of());
  }
}
