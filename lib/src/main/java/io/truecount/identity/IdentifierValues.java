package io.truecount.identity;

import static java.util.Objects.requireNonNull;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.identity.rules.Identifier;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Normalises the identifiers of records, and finds those that may not link records.
 *
 * <p>A value of an e-mail or phone type that is a SHA-256 already is accepted as such, in lower
 * case. Account identifiers are neither accepted nor refused: they name no person.
 */
final class IdentifierValues implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What becomes of an identifier. */
  interface Sink {
    void accepted(IdentifierType type, String value);

    /** One that links no records, as the source spells it. */
    void refused(String type, String raw, Refusal why);

    /** One that an override blocks. */
    void blocked(String type, String raw, IdentityOverride by);
  }

  private final IdentityConfig config;
  private final BlockedValues blocked;
  private final HashMap<Identifier, IdentityOverride> overridden = new HashMap<>();
  private final HashSet<Identifier> generic = new HashSet<>();
  private transient @Nullable Map<String, Normalizer> normalizers;

  IdentifierValues(IdentityConfig config) {
    this.config = config;
    this.blocked = new BlockedValues(config);
    this.normalizers = Normalizers.of(config);
    config
        .generic()
        .found()
        .forEach(named -> generic.add(new Identifier(named.type(), named.value())));
    NormalizedOverride.effective(config, Action.BLOCK)
        .forEach(
            one -> // blocked as a hash too
            one.spellings(config)
                    .forEach(ids -> overridden.putIfAbsent(ids.get(0), one.override())));
  }

  void read(String name, String raw, Sink sink) {
    Optional<IdentifierType> type = config.type(name);
    if (type.isEmpty()) {
      sink.refused(name, raw, Refusal.UNDECLARED);
    } else if (type.get().level() != Level.ACCOUNT) {
      read(type.get(), raw, sink);
    }
  }

  /** Whether a value that is no identifier says nothing, such as {@code unknown}. */
  boolean isBlocked(String value) {
    return blocked.refusal(value).isPresent();
  }

  private void read(IdentifierType type, String raw, Sink sink) {
    String given = raw.strip();
    boolean hashed = HashedValues.isHashable(type) && HashedValues.isHash(given);
    Optional<String> value =
        hashed
            ? Optional.of(given.toLowerCase(Locale.ROOT))
            : normalizer(type.name()).normalize(raw);
    refusal(hashed, given, value)
        .ifPresentOrElse(
            why -> sink.refused(type.name(), raw, why),
            () -> accept(type, raw, value.orElseThrow(), sink));
  }

  private void accept(IdentifierType type, String raw, String value, Sink sink) {
    Identifier id = new Identifier(type.name(), value);
    @Nullable IdentityOverride by = overridden.get(id);
    if (by != null) {
      sink.blocked(type.name(), raw, by);
    } else if (generic.contains(id)) {
      sink.refused(type.name(), raw, Refusal.GENERIC);
    } else {
      sink.accepted(type, value);
    }
  }

  /** Blocked values are looked for as the source spells them and as they are normalised. */
  private Optional<Refusal> refusal(boolean hashed, String given, Optional<String> value) {
    Optional<Refusal> refusal =
        hashed ? value.flatMap(blocked::refusalOfHash) : blocked.refusal(given);
    if (refusal.isPresent() || hashed) {
      return refusal;
    }
    return value.isEmpty()
        ? Optional.of(Refusal.INVALID)
        : value.filter(v -> !v.equals(given)).flatMap(blocked::refusal);
  }

  /** Made on each executor: a project's own normaliser need not survive serialisation. */
  private Normalizer normalizer(String type) {
    Map<String, Normalizer> made = normalizers;
    if (made == null) {
      made = Normalizers.of(config);
      normalizers = made;
    }
    return requireNonNull(made.get(type));
  }
}
