package io.truecount.identity.rules;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a whole component satisfies all constraints, as an aggregate over its identifiers in any
 * order and grouping. If it does, every edge within it is accepted: what holds for a set holds for
 * its subsets. Cost: once a constraint is broken, the aggregate keeps only that.
 */
public final class ComponentCheck implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Rules rules;
  private @Nullable ClusterState state;
  private boolean broken;

  /** Of no identifier. */
  public ComponentCheck(Rules rules) {
    this.rules = rules;
  }

  /** Adds an identifier that was not added before. */
  public ComponentCheck add(Vertex vertex) {
    return broken ? this : absorb(ClusterState.of(rules, vertex));
  }

  /** Adds the identifiers of another aggregate, which is not used again. */
  public ComponentCheck merge(ComponentCheck other) {
    if (other.broken) {
      return fail();
    }
    return broken || other.state == null ? this : absorb(other.state);
  }

  public boolean satisfied() {
    return !broken;
  }

  private ComponentCheck absorb(ClusterState other) {
    ClusterState mine = state;
    if (mine == null) {
      state = other;
      return this;
    }
    Optional<Conflict> conflict = mine.absorb(other);
    return conflict.isPresent() ? fail() : this;
  }

  private ComponentCheck fail() {
    broken = true;
    state = null;
    return this;
  }
}
