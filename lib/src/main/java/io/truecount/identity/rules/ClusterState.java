package io.truecount.identity.rules;

import io.truecount.config.IdentityOverride;
import io.truecount.identity.rules.ValueSet.Addition;
import io.truecount.identity.rules.ValueSet.Entry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the constraints need to know of a set of identifiers, which satisfies all of them.
 *
 * <p>Cost of a union: of each part of the state, the size of the smaller one. A limit over all time
 * keeps no more values than it allows.
 */
final class ClusterState implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A value of a separation property, and an identifier that has it. */
  private record Carried(String value, Identifier by) implements Serializable {}

  private final Rules rules;
  private int size;
  private @Nullable ValueSet[] values;
  private HashSet<Integer> pairs;
  private final HashMap<String, Carried> separation;

  private ClusterState(
      Rules rules,
      int size,
      @Nullable ValueSet[] values,
      Collection<Integer> pairs,
      Map<String, Carried> separation) {
    this.rules = rules;
    this.size = size;
    this.values = values;
    this.pairs = new HashSet<>(pairs);
    this.separation = new HashMap<>(separation);
  }

  static ClusterState of(Rules rules, Vertex vertex) {
    Identifier id = vertex.id();
    @Nullable ValueSet[] values = new ValueSet[rules.limitedTypes()];
    int place = rules.limitOf(id.type());
    if (place >= 0) {
      Entry entry = new Entry(vertex.countedSince(), vertex.counted(), id);
      values[place] = new ValueSet(rules.limit(place)).with(entry);
    }
    HashMap<String, Carried> separation = new HashMap<>();
    for (String property : rules.separation()) {
      @Nullable String value = vertex.separation().get(property);
      if (value != null) {
        separation.put(property, new Carried(value, id));
      }
    }
    return new ClusterState(rules, 1, values, rules.pairsOf(id), separation);
  }

  ClusterState copy() {
    @Nullable ValueSet[] copies = values.clone();
    for (int i = 0; i < copies.length; i++) {
      ValueSet set = copies[i];
      copies[i] = set == null ? null : set.copy();
    }
    return new ClusterState(rules, size, copies, pairs, separation);
  }

  int size() {
    return size;
  }

  /**
   * Takes another cluster in, which is not used again, unless the union breaks a constraint: then
   * both stay as they are.
   */
  Optional<Conflict> absorb(ClusterState other) {
    Optional<Conflict> conflict =
        forbiddenPair(other).or(() -> separated(other)).or(() -> tooLarge(other));
    if (conflict.isEmpty()) {
      conflict = addValues(other);
    }
    if (conflict.isEmpty()) {
      size += other.size;
      addPairs(other);
      other.separation.forEach(separation::putIfAbsent);
    }
    return conflict;
  }

  private void addPairs(ClusterState other) {
    HashSet<Integer> fewer = hasMorePairs(other) ? other.pairs : pairs;
    pairs = hasMorePairs(other) ? pairs : other.pairs;
    pairs.addAll(fewer);
  }

  private boolean hasMorePairs(ClusterState other) {
    return pairs.size() >= other.pairs.size();
  }

  private Optional<Conflict> forbiddenPair(ClusterState other) {
    HashSet<Integer> more = hasMorePairs(other) ? pairs : other.pairs;
    HashSet<Integer> fewer = hasMorePairs(other) ? other.pairs : pairs;
    return fewer.stream()
        .filter(more::contains)
        .min(Integer::compare)
        .map(rules::pair)
        .map(ClusterState::conflict);
  }

  private static Conflict conflict(Rules.Pair pair) {
    @Nullable IdentityOverride override = pair.override();
    return override == null
        ? new Conflict.CannotLink(pair.a(), pair.b())
        : new Conflict.Unlinked(pair.a(), pair.b(), override);
  }

  private Optional<Conflict> separated(ClusterState other) {
    for (String property : rules.separation()) {
      @Nullable Carried mine = separation.get(property);
      @Nullable Carried its = other.separation.get(property);
      if (mine != null && its != null && !mine.value().equals(its.value())) {
        return Optional.of(
            new Conflict.Separation(property, mine.by(), mine.value(), its.by(), its.value()));
      }
    }
    return Optional.empty();
  }

  private Optional<Conflict> tooLarge(ClusterState other) {
    return size > rules.maxCluster() - other.size
        ? Optional.of(new Conflict.MaxCluster(rules.maxCluster(), size + other.size))
        : Optional.empty();
  }

  private Optional<Conflict> addValues(ClusterState other) {
    @Nullable ValueSet[] merged = values.clone();
    List<Addition> additions = new ArrayList<>();
    for (int i = 0; i < merged.length; i++) {
      ValueSet mine = values[i];
      ValueSet its = other.values[i];
      if (mine == null || its == null) {
        merged[i] = mine == null ? its : mine;
        continue;
      }
      Addition addition = mine.size() < its.size() ? its.add(mine) : mine.add(its);
      additions.add(addition);
      merged[i] = addition.set();
      if (!addition.tooMany().isEmpty()) {
        additions.forEach(Addition::undo);
        return Optional.of(limit(i, addition.tooMany()));
      }
    }
    values = merged;
    return Optional.empty();
  }

  private Conflict limit(int place, List<Identifier> tooMany) {
    return new Conflict.Limit(tooMany.get(0).type(), rules.limit(place), tooMany);
  }
}
