package io.truecount.identity;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.Named;
import io.truecount.identity.RecordReader.Ignored;
import io.truecount.identity.RecordReader.Reading;
import io.truecount.identity.rules.Identifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An override whose identifiers are normalised as those of records are.
 *
 * @param ids without those that link no records anyway
 * @param ignored those, with the reason
 */
record NormalizedOverride(IdentityOverride override, List<Identifier> ids, List<Ignored> ignored) {
  /** The same for every order of the rows in their files. */
  private static final Comparator<NormalizedOverride> ORDER =
      comparing((NormalizedOverride one) -> one.ids().toString())
          .thenComparing(one -> one.override().author())
          .thenComparing(one -> one.override().reason());

  NormalizedOverride {
    requireNonNull(override);
    ids = List.copyOf(ids);
    ignored = List.copyOf(ignored);
  }

  /** All overrides of a configuration, in their order. */
  static List<NormalizedOverride> all(IdentityConfig config) {
    if (config.overrides().isEmpty()) {
      return List.of();
    }
    RecordReader reader = new RecordReader(config.withOverrides(List.of()).withGeneric(List.of()));
    return config.overrides().stream().map(one -> of(one, reader)).toList();
  }

  /** Those of one action that have an effect; of several for the same identifiers the first. */
  static Collection<NormalizedOverride> effective(IdentityConfig config, Action action) {
    TreeMap<List<Identifier>, NormalizedOverride> first =
        new TreeMap<>(comparing(List<Identifier>::toString));
    all(config).stream()
        .filter(one -> one.override().action() == action && one.hasEffect())
        .sorted(ORDER)
        .forEach(one -> first.putIfAbsent(one.ids(), one));
    return first.values();
  }

  private static NormalizedOverride of(IdentityOverride override, RecordReader reader) {
    List<Identifier> ids = new ArrayList<>();
    List<Ignored> ignored = new ArrayList<>();
    for (Named named : override.identifiers()) {
      Reading reading = reader.read(List.of(new Identifier(named.type(), named.value())));
      ids.addAll(reading.accepted());
      ignored.addAll(reading.ignored());
    }
    return new NormalizedOverride(override, ids.stream().sorted().toList(), ignored);
  }

  /**
   * Its identifiers, also as the hashes that they may come as: one list of a block, else one for
   * each pair.
   */
  List<List<Identifier>> spellings(IdentityConfig config) {
    List<List<Identifier>> spellings = List.of(List.of());
    for (Identifier id : ids) {
      List<Identifier> own = new ArrayList<>(List.of(id));
      config.type(id.type()).ifPresent(type -> own.addAll(RecordReader.hashes(type, id)));
      spellings =
          spellings.stream()
              .flatMap(begun -> own.stream().distinct().map(last -> with(begun, last)))
              .toList();
    }
    return spellings;
  }

  private static List<Identifier> with(List<Identifier> begun, Identifier last) {
    return Stream.concat(begun.stream(), Stream.of(last)).toList();
  }

  /** Whether all of its identifiers may link records, and differ. */
  boolean hasEffect() {
    return ids.stream().distinct().count() == override.identifiers().size();
  }
}
