package io.truecount.metric.manifest;

import java.util.Optional;

/**
 * A key of a semantic model, by which models join.
 *
 * @param expr SQL over the model's table; absent means the column named like the entity
 */
public record Entity(String name, EntityType type, Optional<String> expr, String where) {
  public Entity {
    expr = expr.filter(e -> !e.equals(name));
  }

  public String sql() {
    return expr.orElse(name);
  }
}
