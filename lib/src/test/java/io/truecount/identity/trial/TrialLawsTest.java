package io.truecount.identity.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Attribution;
import io.truecount.config.IdentifierLimit;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.LinkRules;
import io.truecount.config.LinkRules.Policies;
import io.truecount.config.LinkRules.Policy;
import io.truecount.identity.rules.Identifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of identities from records on, over random records and rules. */
final class TrialLawsTest {
  private static final int WORLDS = 3000;
  private static final long SECOND = 1_000_000;
  private static final String[] TYPES = {"user", "mail", "anon", "ios"};

  /** Records and rules. */
  private record World(IdentityConfig config, List<TrialRecord> records) {
    static World of(int seed) {
      Random random = new Random(seed);
      List<TrialRecord> records = new ArrayList<>();
      for (int i = 1 + random.nextInt(9); i > 0; i--) {
        records.add(record(i, random));
      }
      return new World(config(random, List.of()), records);
    }

    private static TrialRecord record(int number, Random random) {
      List<Identifier> identifiers = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        identifiers.add(
            new Identifier(TYPES[random.nextInt(TYPES.length)], "v" + random.nextInt(4)));
      }
      Map<String, String> born =
          random.nextInt(3) == 0 ? Map.of("born", "19" + random.nextInt(2)) : Map.of();
      return new TrialRecord(
          "records:" + number, number, random.nextInt(9) * SECOND, identifiers, born);
    }

    private static IdentityConfig config(Random random, List<String> blocked) {
      List<IdentifierType> types = new ArrayList<>();
      for (int i = 0; i < TYPES.length; i++) {
        Level level = i < 2 ? Level.PERSON : Level.DEVICE;
        types.add(
            new IdentifierType(TYPES[i], level, i + 1, "trim", Attribution.DEFAULT, limit(random)));
      }
      return new IdentityConfig(
          "native",
          "DE",
          types,
          new Blocked(true, blocked, List.of()),
          new LinkRules(
              new Policies(conflict(random), conflict(random), conflict(random)),
              random.nextInt(3) == 0 ? 3 + random.nextInt(4) : Integer.MAX_VALUE,
              List.of(),
              random.nextBoolean() ? List.of("born") : List.of()));
    }

    private static IdentifierLimit limit(Random random) {
      return switch (random.nextInt(4)) {
        case 0 -> IdentifierLimit.NONE;
        case 1 -> IdentifierLimit.UNIQUE;
        case 2 -> IdentifierLimit.ever(2);
        default -> new IdentifierLimit(1 + random.nextInt(2), Duration.ofSeconds(3));
      };
    }

    private static Policy conflict(Random random) {
      return List.of(Policy.OLDEST, Policy.NEWEST, Policy.NEUTRAL).get(random.nextInt(3));
    }

    World blocking(String value) {
      return new World(
          new IdentityConfig(
              config.engine(),
              config.defaultRegion(),
              config.types(),
              new Blocked(true, List.of(value), List.of()),
              config.links()),
          records);
    }

    World without(String value) {
      return new World(
          config,
          records.stream()
              .map(
                  record ->
                      new TrialRecord(
                          record.place(),
                          record.number(),
                          record.time(),
                          record.identifiers().stream()
                              .filter(id -> !id.value().equals(value))
                              .toList(),
                          record.properties()))
              .toList());
    }

    Trial trial() {
      return Trial.of(config, records);
    }
  }

  @Test
  void order_and_batches_of_records_do_not_matter() {
    int refused = 0;
    for (int seed = 0; seed < WORLDS; seed++) {
      World world = World.of(seed);
      Random random = new Random(seed);
      List<TrialRecord> order = new ArrayList<>(world.records());
      Collections.shuffle(order, random);
      List<List<TrialRecord>> batches = List.of(new ArrayList<>(), new ArrayList<>(), order);
      while (order.size() > 1 && random.nextInt(4) > 0) {
        batches.get(random.nextInt(2)).add(order.remove(0));
      }
      Trial whole = world.trial();
      Trial batched = Trial.ofBatches(world.config(), batches);
      assertThat(batched.resolution()).as("seed %d", seed).isEqualTo(whole.resolution());
      assertThat(batched.quarantined()).isEqualTo(whole.quarantined());
      refused += whole.resolution().refused().size();
    }
    assertThat(refused).isGreaterThan(WORLDS / 2);
  }

  @Test
  void a_replay_changes_counts_and_nothing_else() {
    for (int seed = 0; seed < WORLDS; seed++) {
      World world = World.of(seed);
      Trial whole = world.trial();
      Trial replayed = Trial.ofBatches(world.config(), List.of(world.records(), world.records()));
      assertThat(replayed.customers()).as("seed %d", seed).isEqualTo(whole.customers());
      assertThat(replayed.resolution().refused().stream().map(r -> r.conflict()))
          .isEqualTo(whole.resolution().refused().stream().map(r -> r.conflict()).toList());
    }
  }

  @Test
  void a_blocked_value_is_as_if_no_record_had_ever_had_it() {
    for (int seed = 0; seed < WORLDS; seed++) {
      World world = World.of(seed);
      assertThat(world.blocking("v1").trial().resolution())
          .as("seed %d", seed)
          .isEqualTo(world.without("v1").trial().resolution());
    }
  }
}
