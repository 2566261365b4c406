package io.truecount.identity.rules;

import static java.util.Objects.requireNonNull;

import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride;
import io.truecount.config.LinkRules;
import io.truecount.config.LinkRules.Policy;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of an {@link IdentityConfig} as the union of edges looks them up. */
public final class Rules implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Two identifiers, normalised, that are never of one customer, or are to be of one.
   *
   * @param override that says so; null for cannot-link
   */
  public record Pair(Identifier a, Identifier b, @Nullable IdentityOverride override)
      implements Serializable {
    /** A pair of cannot-link. */
    public Pair(Identifier a, Identifier b) {
      this(a, b, null);
    }

    public Pair {
      if (a.equals(b)) {
        throw new IllegalArgumentException("Invalid pair: twice the same identifier");
      }
    }

    private boolean isOf(Identifier left, Identifier right) {
      return (a.equals(left) && b.equals(right)) || (a.equals(right) && b.equals(left));
    }

    /** The identifier beside one of the two. */
    Identifier other(Identifier id) {
      return a.equals(id) ? b : a;
    }
  }

  private final LinkRules links;
  private final HashMap<String, IdentifierType> types = new HashMap<>();
  private final ArrayList<IdentifierType> limited = new ArrayList<>();
  private final HashMap<String, Integer> positions = new HashMap<>();
  private final ArrayList<Pair> pairs = new ArrayList<>();
  private final HashMap<Identifier, List<Integer>> pairsOf = new HashMap<>();
  private final HashMap<Identifier, List<Pair>> forcedOf = new HashMap<>();

  private Rules(IdentityConfig config, List<Pair> cannotLink, List<Pair> forced) {
    links = config.links();
    for (IdentifierType type : config.types()) {
      types.put(type.name(), type);
      if (!type.limit().isNone()) {
        positions.put(type.name(), limited.size());
        limited.add(type);
      }
    }
    for (Pair pair : cannotLink) {
      pairsOf.computeIfAbsent(pair.a(), key -> new ArrayList<>()).add(pairs.size());
      pairsOf.computeIfAbsent(pair.b(), key -> new ArrayList<>()).add(pairs.size());
      pairs.add(pair);
    }
    for (Pair pair : forced) {
      forcedOf.computeIfAbsent(pair.a(), key -> new ArrayList<>()).add(pair);
      forcedOf.computeIfAbsent(pair.b(), key -> new ArrayList<>()).add(pair);
    }
  }

  /**
   * The rules of a configuration.
   *
   * @param cannotLink its pairs with normalised values, and those that overrides keep apart
   * @param forced the pairs that overrides link
   */
  public static Rules of(IdentityConfig config, List<Pair> cannotLink, List<Pair> forced) {
    return new Rules(config, cannotLink, forced);
  }

  /** As {@link #of(IdentityConfig, List, List)}, without forced links. */
  public static Rules of(IdentityConfig config, List<Pair> cannotLink) {
    return of(config, cannotLink, List.of());
  }

  /** The identifiers that overrides link with this one. */
  public List<Identifier> forcedWith(Identifier id) {
    return forcedOf.getOrDefault(id, List.of()).stream().map(pair -> pair.other(id)).toList();
  }

  /** The override that makes an edge; empty of one that records or a hash make. */
  public Optional<IdentityOverride> override(Edge edge) {
    return edge.origin() == Edge.Origin.FORCED
        ? forcedOf.getOrDefault(edge.a().id(), List.of()).stream()
            .filter(pair -> pair.isOf(edge.a().id(), edge.b().id()))
            .flatMap(pair -> Optional.ofNullable(pair.override()).stream())
            .findFirst()
        : Optional.empty();
  }

  /** Whether an override keeps the ends of an edge apart: the edge is as if it were not there. */
  boolean isUnlinked(Edge edge) {
    return pairsOf(edge.a().id()).stream()
        .map(this::pair)
        .anyMatch(pair -> pair.override() != null && pair.isOf(edge.a().id(), edge.b().id()));
  }

  /** What an edge connects. */
  public Tier tier(Edge edge) {
    return switch (edge.origin()) {
      case FORCED -> Tier.FORCED;
      case RECORDS -> Tier.of(type(edge.a()).level(), type(edge.b()).level());
      case SCORED -> Tier.SCORED;
    };
  }

  Policy policy(Tier tier) {
    return switch (tier) {
      case FORCED, SCORED -> Policy.OLDEST;
      case PERSON_PERSON -> links.policies().personPerson();
      case PERSON_DEVICE -> links.policies().personDevice();
      case DEVICE_DEVICE -> links.policies().deviceDevice();
    };
  }

  int priority(Vertex vertex) {
    return type(vertex).priority();
  }

  boolean isDevice(Vertex vertex) {
    return type(vertex).level() == Level.DEVICE;
  }

  int maxCluster() {
    return links.maxCluster();
  }

  List<String> separation() {
    return links.separation();
  }

  /** The types with a limit, the first in the order of priority first. */
  int limitedTypes() {
    return limited.size();
  }

  /** The place of a type among those with a limit; -1 where it has none. */
  int limitOf(String type) {
    return positions.getOrDefault(type, -1);
  }

  IdentifierLimit limit(int place) {
    return limited.get(place).limit();
  }

  /** The numbers of the pairs that an identifier is of. */
  List<Integer> pairsOf(Identifier id) {
    return pairsOf.getOrDefault(id, List.of());
  }

  Pair pair(int number) {
    return pairs.get(number);
  }

  private IdentifierType type(Vertex vertex) {
    Map<String, IdentifierType> known = types;
    return requireNonNull(known.get(vertex.id().type()), "an identifier of an undeclared type");
  }
}
