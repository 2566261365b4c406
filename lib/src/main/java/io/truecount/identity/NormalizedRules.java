package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.CannotLink;
import io.truecount.config.LinkRules.Named;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Rules;
import java.util.ArrayList;
import java.util.List;

/** Rules whose pairs are normalised as the identifiers of records are. */
public final class NormalizedRules {
  private NormalizedRules() {}

  /**
   * The rules of a configuration. A pair with a blocked value is left out, as that value links no
   * records at all.
   *
   * @throws TruecountException when both identifiers of a pair are the same
   */
  public static Rules of(IdentityConfig config) {
    return Rules.of(config, pairs(config), forced(config));
  }

  /** The pairs that overrides link. */
  static List<Rules.Pair> forced(IdentityConfig config) {
    return overrides(config, Action.FORCE_LINK);
  }

  private static List<Rules.Pair> overrides(IdentityConfig config, Action action) {
    return NormalizedOverride.effective(config, action).stream()
        .flatMap(
            one ->
                one.spellings(config).stream()
                    .filter(ids -> !ids.get(0).equals(ids.get(1)))
                    .map(ids -> new Rules.Pair(ids.get(0), ids.get(1), one.override())))
        .toList();
  }

  /** The pairs of cannot-link and of overrides that are never one customer. */
  static List<Rules.Pair> pairs(IdentityConfig config) {
    RecordReader reader = new RecordReader(config);
    List<Rules.Pair> pairs = new ArrayList<>();
    for (CannotLink pair : config.links().cannotLink()) {
      List<Identifier> a = read(reader, pair.a());
      List<Identifier> b = read(reader, pair.b());
      if (!a.isEmpty() && a.equals(b)) {
        throw TruecountException.invalid(
            new Problem(
                "a pair of identity.cannot-link has the same identifier twice",
                "identity.cannot-link, type " + pair.a().type(),
                "both values are one after they are normalised",
                "take the pair out, or correct one of its values"));
      }
      if (!a.isEmpty() && !b.isEmpty()) {
        pairs.add(new Rules.Pair(a.get(0), b.get(0)));
      }
    }
    pairs.addAll(overrides(config, Action.FORCE_UNLINK));
    return pairs;
  }

  private static List<Identifier> read(RecordReader reader, Named named) {
    return reader.read(List.of(new Identifier(named.type(), named.value()))).accepted();
  }
}
