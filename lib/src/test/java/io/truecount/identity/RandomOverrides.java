package io.truecount.identity;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.Named;
import io.truecount.error.Problems;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files of overrides that change from night to night and never contradict each other. */
final class RandomOverrides {
  private static final Instant START = Instant.parse("2026-03-05T00:00:00Z");
  private static final int ROWS = 24;

  private final IdentityConfig config;
  private final Random random;
  private final List<IdentityOverride> rows = new ArrayList<>();

  RandomOverrides(IdentityConfig config, Random random) {
    this.config = config;
    this.random = random;
  }

  /** Some rows go, others come; all of them have other lines than before. */
  List<IdentityOverride> next() {
    rows.removeIf(row -> random.nextInt(3) == 0);
    while (rows.size() < ROWS) {
      rows.add(row());
      if (!agree(rows)) {
        rows.remove(rows.size() - 1);
      }
    }
    List<IdentityOverride> placed = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      IdentityOverride row = rows.get(i);
      String place = "overrides.csv:" + (i + 2);
      placed.add(
          new IdentityOverride(
              row.action(),
              row.identifiers(),
              row.author(),
              row.reason(),
              row.expires(),
              place,
              place));
    }
    return placed;
  }

  private boolean agree(List<IdentityOverride> overrides) {
    Problems problems = new Problems();
    OverrideConflicts.check(config.withOverrides(overrides), problems);
    return problems.isEmpty();
  }

  private IdentityOverride row() {
    Action action = List.of(Action.values()).get(random.nextInt(3));
    int kinds = action == Action.FORCE_UNLINK ? 2 : 4; // persons: they come together most often
    List<Named> ids = new ArrayList<>(List.of(identifier(kinds)));
    if (action != Action.BLOCK) {
      ids.add(identifier(kinds));
    }
    return new IdentityOverride(
        action,
        ids,
        "author" + random.nextInt(2),
        "why",
        random.nextInt(4) == 0
            ? START.plusSeconds(86_400L * random.nextInt(5))
            : IdentityOverride.NEVER,
        "p:1",
        "p:1");
  }

  private Named identifier(int kinds) {
    return switch (random.nextInt(kinds)) {
      case 0 -> new Named("user_id", "u" + random.nextInt(13));
      case 1 -> new Named("email", "P%d@shop.example".formatted(random.nextInt(15)));
      case 2 ->
          new Named("email", HashedValues.hash("p%d@shop.example".formatted(random.nextInt(15))));
      default -> new Named("anon", "a" + random.nextInt(40));
    };
  }
}
