package io.truecount.identity;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.toCollection;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityOverride;
import io.truecount.identity.rules.Identifier;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the identifiers of one record by a configuration: normalised, without blocked values, best
 * first.
 *
 * <pre>
 *   identifiers                             email= Jane@Shop.example, user_id=u1, phone=null
 *   accepted                                user_id=u1, email=jane@shop.example
 *   ignored                                 phone: placeholder
 * </pre>
 */
public final class RecordReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * An identifier that links no records.
   *
   * @param reason as the table blocked_identifiers spells it
   * @param by the override that blocks it; null for another reason
   */
  public record Ignored(String type, String value, String reason, @Nullable IdentityOverride by) {
    /** The override for people; null where there is none. */
    public @Nullable String detail() {
      return by == null ? null : by.text();
    }
  }

  /** Several values of a unique type in one record, which can only be a mistake of its source. */
  public record Clash(Identifier a, Identifier b) {}

  /**
   * What became of the identifiers of a record.
   *
   * @param accepted distinct, by priority and value
   * @param clash of a record that goes to quarantine: none of its identifiers counts
   */
  public record Reading(List<Identifier> accepted, List<Ignored> ignored, Optional<Clash> clash) {
    public Reading {
      accepted = List.copyOf(accepted);
      ignored = List.copyOf(ignored);
    }
  }

  private final IdentityConfig config;
  private final IdentifierValues values;

  public RecordReader(IdentityConfig config) {
    this.config = config;
    this.values = new IdentifierValues(config);
  }

  /**
   * Reads the identifiers of a record.
   *
   * @param raw as the source spells them
   */
  public Reading read(List<Identifier> raw) {
    Collected collected = new Collected(new HashSet<>(), new ArrayList<>());
    raw.forEach(identifier -> values.read(identifier.type(), identifier.value(), collected));
    List<Identifier> accepted = collected.accepted().stream().sorted(bestFirst()).toList();
    return new Reading(accepted, collected.ignored(), clash(accepted));
  }

  /** The override that blocks an identifier, as its source spells it. */
  public Optional<IdentityOverride> blockedBy(Identifier raw) {
    return read(List.of(raw)).ignored().stream()
        .flatMap(ignored -> Optional.ofNullable(ignored.by()).stream())
        .findFirst();
  }

  /** Values of properties that say something, trimmed: no placeholder, and none that is blocked. */
  public Map<String, String> properties(Map<String, String> raw) {
    Map<String, String> result = new TreeMap<>();
    raw.forEach(
        (name, value) -> {
          if (!values.isBlocked(value)) {
            result.put(name, value.strip());
          }
        });
    return result;
  }

  private Comparator<Identifier> bestFirst() {
    return comparingInt(this::priority).thenComparing(Identifier::value);
  }

  /** Of the identifier's type: smaller decides. */
  int priority(Identifier id) {
    return type(id).priority();
  }

  private IdentifierType type(Identifier id) {
    return config.type(id.type()).orElseThrow();
  }

  /** The values of a unique type that a record has several of; empty when it has none such. */
  private Optional<Clash> clash(List<Identifier> accepted) {
    for (IdentifierType type : config.types()) {
      if (type.limit().isUnique()) {
        List<Identifier> apart = apart(type, accepted);
        if (apart.size() > 1) {
          return Optional.of(new Clash(apart.get(0), apart.get(1)));
        }
      }
    }
    return Optional.empty();
  }

  /** Without those that are the hash of another one. */
  private static List<Identifier> apart(IdentifierType type, List<Identifier> accepted) {
    Set<Identifier> ofType =
        accepted.stream()
            .filter(id -> id.type().equals(type.name()))
            .collect(toCollection(TreeSet::new));
    Set<Identifier> hashes = new HashSet<>();
    ofType.forEach(id -> hashes.addAll(hashes(type, id)));
    return ofType.stream().filter(id -> !hashes.contains(id)).toList();
  }

  /** The identifiers that a clear value may come as; none of a hash. */
  static List<Identifier> hashes(IdentifierType type, Identifier id) {
    return HashedValues.isHash(id.value())
        ? List.of()
        : HashedValues.hashes(type.normalize(), id.value()).stream()
            .map(hash -> new Identifier(id.type(), hash))
            .toList();
  }

  private record Collected(Set<Identifier> accepted, List<Ignored> ignored)
      implements IdentifierValues.Sink {
    @Override
    public void accepted(IdentifierType type, String value) {
      accepted.add(new Identifier(type.name(), value));
    }

    @Override
    public void refused(String type, String raw, Refusal why) {
      ignored.add(new Ignored(type, raw, why.text(), null));
    }

    @Override
    public void blocked(String type, String raw, IdentityOverride by) {
      ignored.add(new Ignored(type, raw, Refusal.OVERRIDE.text(), by));
    }
  }
}
