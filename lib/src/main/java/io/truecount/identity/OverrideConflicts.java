package io.truecount.identity;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds overrides that cannot all be: those that a run would have to break one of.
 *
 * <pre>
 *   overrides.csv:2  force_link    user_id=u1, email=jane
 *   overrides.csv:3  force_link    email=jane, user_id=u2
 *   overrides.csv:4  force_unlink  user_id=u1, user_id=u2     contradicts lines 2 and 3
 * </pre>
 *
 * Problems name places and types, never a value. Cost: the overrides in memory; those that
 * contradict are followed link by link.
 */
public final class OverrideConflicts {
  private static final String WHY = "customers cannot be resolved by both";
  private static final int MOST_PLACES = 5;

  private final IdentityConfig config;
  private final Problems problems;
  private final Map<Action, List<NormalizedOverride>> byAction = new HashMap<>();
  private final LinkedOverrides links = new LinkedOverrides();

  private OverrideConflicts(IdentityConfig config, Problems problems) {
    this.config = config;
    this.problems = problems;
    for (NormalizedOverride one : NormalizedOverride.all(config)) {
      if (one.hasEffect()) {
        byAction.computeIfAbsent(one.override().action(), key -> new ArrayList<>()).add(one);
      } else {
        withoutEffect(one);
      }
    }
    of(Action.FORCE_LINK).forEach(one -> links.add(one, config));
  }

  /**
   * Reports every contradiction.
   *
   * @param config with the overrides that act, see {@link IdentityConfig#at}
   */
  public static void check(IdentityConfig config, Problems problems) {
    if (!config.overrides().isEmpty()) {
      OverrideConflicts conflicts = new OverrideConflicts(config, problems);
      conflicts.of(Action.FORCE_UNLINK).forEach(conflicts::unlinked);
      conflicts.cannotLink();
      conflicts.of(Action.BLOCK).forEach(conflicts::blocked);
      conflicts.links.components().forEach(conflicts::component);
    }
  }

  private List<NormalizedOverride> of(Action action) {
    return byAction.getOrDefault(action, List.of());
  }

  /** A redundant row harms nobody: what is blocked already cannot be blocked or kept apart. */
  private void withoutEffect(NormalizedOverride one) {
    IdentityOverride override = one.override();
    String action = override.action().text();
    if (one.ignored().stream().anyMatch(i -> i.reason().equals(Refusal.INVALID.text()))) {
      problems.add(
          new Problem(
              "%s names a value that is impossible for its type".formatted(action),
              override.where(),
              "no record has it",
              "correct the value, or take the row out"));
    } else if (one.ignored().isEmpty()) {
      problems.add(
          new Problem(
              "%s names the same identifier twice".formatted(action),
              override.where(),
              "both values are one after they are normalised",
              "correct one of the two, or take the row out"));
    } else if (override.action() == Action.FORCE_LINK) {
      problems.add(
          new Problem(
              "force_link names a value that is blocked: "
                  + one.ignored().stream().map(i -> i.reason()).collect(joining(", ")),
              override.where(),
              "a blocked value links nothing",
              "take the row out, or the value out of identity.blocked"));
    }
  }

  private void unlinked(NormalizedOverride one) {
    List<IdentityOverride> path = links.path(one.ids().get(0), one.ids().get(1));
    if (!path.isEmpty()) {
      problems.add(
          new Problem(
              "force_unlink keeps two identifiers apart that force_link makes one: " + places(path),
              one.override().where(),
              WHY,
              "take one of these rows out, or let it expire"));
    }
  }

  private void cannotLink() {
    for (Rules.Pair pair : NormalizedRules.pairs(config.withOverrides(List.of()))) {
      List<IdentityOverride> path = links.path(pair.a(), pair.b());
      if (!path.isEmpty()) {
        problems.add(
            new Problem(
                "force_link makes two identifiers one that identity.cannot-link keeps apart"
                    + also(path),
                path.get(0).where(),
                WHY,
                "take the row out, or the pair out of identity.cannot-link"));
      }
    }
  }

  private void blocked(NormalizedOverride block) {
    TreeSet<String> linking =
        block.spellings(config).stream()
            .flatMap(ids -> links.of(ids.get(0)).stream())
            .map(IdentityOverride::where)
            .collect(toCollection(TreeSet::new));
    if (!linking.isEmpty()) {
      problems.add(
          new Problem(
              "block is of an identifier that force_link links: " + some(linking),
              block.override().where(),
              "a blocked identifier links nothing",
              "take one of these rows out, or let it expire"));
    }
  }

  /** All identifiers that overrides make one: they have to satisfy the rules that know no time. */
  private void component(Collection<Identifier> ids) {
    int most = config.links().maxCluster();
    if (ids.size() > most) {
      problems.add(
          new Problem(
              "force_link makes %d identifiers one%s".formatted(ids.size(), also(links.of(ids))),
              links.of(ids).get(0).where(),
              "a customer has at most %d identifiers (identity.max-cluster)".formatted(most),
              "take a row out, or raise identity.max-cluster"));
    }
    for (IdentifierType type : config.types()) {
      List<Identifier> values = links.values(ids, type.name());
      if (type.limit().isEver() && values.size() > type.limit().most()) {
        tooMany(type, values.subList(0, type.limit().most() + 1));
      }
    }
  }

  private void tooMany(IdentifierType type, List<Identifier> values) {
    List<IdentityOverride> path = new ArrayList<>();
    for (int i = 1; i < values.size(); i++) {
      path.addAll(links.path(values.get(i - 1), values.get(i)));
    }
    if (path.isEmpty()) { // values that have a hash in common
      return;
    }
    problems.add(
        new Problem(
            "force_link makes %d values of %s one%s"
                .formatted(values.size(), type.name(), also(path)),
            path.get(0).where(),
            "a customer has " + type.limit().words(type.name()),
            "take a row out, or raise the limit of identity.types." + type.name()));
  }

  private static String also(List<IdentityOverride> path) {
    String places = places(path.subList(1, path.size()));
    return places.isEmpty() ? "" : ", with " + places;
  }

  private static String places(List<IdentityOverride> path) {
    return some(path.stream().map(IdentityOverride::where).distinct().toList());
  }

  private static String some(Collection<String> places) {
    String first = places.stream().limit(MOST_PLACES).collect(joining(", "));
    int more = places.size() - MOST_PLACES;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }
}
