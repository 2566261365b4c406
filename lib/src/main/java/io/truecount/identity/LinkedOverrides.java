package io.truecount.identity;

import static java.util.Objects.requireNonNull;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.identity.rules.Identifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The identifiers that overrides make one; a value and its hash are one as well. */
final class LinkedOverrides {
  /** The override is null between a value and its hash. */
  private record Link(Identifier to, @Nullable IdentityOverride by) {}

  private final Map<Identifier, List<Link>> neighbours = new TreeMap<>();

  /** The clear values of hashes. */
  private final Map<Identifier, Identifier> clear = new HashMap<>();

  private final Map<Identifier, Integer> components = new HashMap<>();
  private boolean numbered;

  void add(NormalizedOverride one, IdentityConfig config) {
    link(one.ids().get(0), one.ids().get(1), one.override());
    for (Identifier id : one.ids()) {
      config
          .type(id.type())
          .ifPresent(
              type ->
                  RecordReader.hashes(type, id)
                      .forEach(
                          hash -> {
                            if (clear.putIfAbsent(hash, id) == null) {
                              link(id, hash, null);
                            }
                          }));
    }
  }

  private void link(Identifier a, Identifier b, @Nullable IdentityOverride by) {
    neighbours.computeIfAbsent(a, key -> new ArrayList<>()).add(new Link(b, by));
    neighbours.computeIfAbsent(b, key -> new ArrayList<>()).add(new Link(a, by));
    numbered = false;
  }

  /** The overrides that name an identifier, or its hash. */
  List<IdentityOverride> of(Identifier id) {
    return neighbours.getOrDefault(id, List.of()).stream()
        .flatMap(link -> Optional.ofNullable(link.by()).stream())
        .toList();
  }

  /** The overrides that name any of some identifiers, each once. */
  List<IdentityOverride> of(Collection<Identifier> ids) {
    return ids.stream().flatMap(id -> of(id).stream()).distinct().toList();
  }

  /** The identifiers of each component, sorted; hashes of a value that is there are left out. */
  List<Set<Identifier>> components() {
    number();
    TreeMap<Integer, Set<Identifier>> byNumber = new TreeMap<>();
    components.forEach(
        (id, number) -> {
          if (!clear.containsKey(id)) {
            byNumber.computeIfAbsent(number, key -> new TreeSet<>()).add(id);
          }
        });
    return List.copyOf(byNumber.values());
  }

  /** Those of one type. */
  List<Identifier> values(Collection<Identifier> ids, String type) {
    return ids.stream().filter(id -> id.type().equals(type)).toList();
  }

  /** The overrides between two identifiers; empty when none make them one. */
  List<IdentityOverride> path(Identifier from, Identifier to) {
    number();
    @Nullable Integer component = components.get(from);
    if (component == null || !component.equals(components.get(to))) {
      return List.of();
    }
    Map<Identifier, Identifier> cameFrom = new HashMap<>(Map.of(from, from));
    Map<Identifier, Link> cameBy = new HashMap<>();
    Deque<Identifier> open = new ArrayDeque<>(List.of(from));
    while (!cameFrom.containsKey(to)) {
      Identifier at = open.remove();
      for (Link link : neighbours.getOrDefault(at, List.of())) {
        if (cameFrom.putIfAbsent(link.to(), at) == null) {
          cameBy.put(link.to(), link);
          open.add(link.to());
        }
      }
    }
    List<IdentityOverride> path = new ArrayList<>();
    for (Identifier at = to; !at.equals(from); at = requireNonNull(cameFrom.get(at))) {
      @Nullable IdentityOverride by = requireNonNull(cameBy.get(at)).by();
      if (by != null) {
        path.add(0, by);
      }
    }
    return path;
  }

  private void number() {
    if (numbered) {
      return;
    }
    components.clear();
    int number = 0;
    for (Identifier root : neighbours.keySet()) {
      if (!components.containsKey(root)) {
        number(root, number);
        number++;
      }
    }
    numbered = true;
  }

  private void number(Identifier root, int number) {
    Set<Identifier> seen = new HashSet<>(Set.of(root));
    Deque<Identifier> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Identifier at = open.remove();
      components.put(at, number);
      for (Link link : neighbours.getOrDefault(at, List.of())) {
        if (seen.add(link.to())) {
          open.add(link.to());
        }
      }
    }
  }
}
