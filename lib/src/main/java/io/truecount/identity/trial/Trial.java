package io.truecount.identity.trial;

import io.truecount.config.GenericRule;
import io.truecount.config.IdentityConfig;
import io.truecount.config.LinkRules.Named;
import io.truecount.identity.IdentityGraph;
import io.truecount.identity.NormalizedRules;
import io.truecount.identity.RecordReader;
import io.truecount.identity.RecordReader.Clash;
import io.truecount.identity.RecordReader.Reading;
import io.truecount.identity.rules.EdgeState;
import io.truecount.identity.rules.Evidence;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution;
import io.truecount.identity.rules.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rules tried on some records.
 *
 * <pre>
 *   rules        user_id unique, oldest
 *   records      1: user_id=u1 email=jane
 *                2: user_id=u2 email=jane
 *   customers    email=jane user_id=u1 | user_id=u2
 *   refused      email=jane – user_id=u2
 * </pre>
 *
 * @param resolution customers and refused links
 * @param quarantined records with several values of one unique type, by their lines
 * @param ignored identifiers that link no records
 * @param generic values that records have with too many persons
 */
public record Trial(
    Resolution resolution,
    List<Quarantined> quarantined,
    List<Ignored> ignored,
    List<Named> generic) {
  /** A record that counts for nothing, and the two values that cannot both be right. */
  public record Quarantined(TrialRecord record, Clash clash) {
    /** Without the values. */
    public String reason() {
      return "several values of the unique type " + clash.a().type();
    }
  }

  /** An identifier that links no records. */
  public record Ignored(TrialRecord record, RecordReader.Ignored identifier) {}

  public Trial {
    quarantined = List.copyOf(quarantined);
    ignored = List.copyOf(ignored);
    generic = List.copyOf(generic);
  }

  /** The same for every order of the records. Cost: all of them are in memory. */
  public static Trial of(IdentityConfig config, List<TrialRecord> records) {
    return ofBatches(config, List.of(records));
  }

  /** As {@link #of}, of records that come in batches. */
  public static Trial ofBatches(IdentityConfig config, List<List<TrialRecord>> batches) {
    Batches read = new Batches(config);
    batches.forEach(read::add);
    List<Named> generic = read.generic();
    if (config.generic().action() != GenericRule.Action.BLOCK || generic.isEmpty()) {
      return read.trial(generic);
    }
    Batches without = new Batches(config.withGeneric(generic));
    batches.forEach(without::add);
    return without.trial(generic);
  }

  /** The identifiers of each customer as {@code type=value}, sorted. */
  public List<List<String>> customers() {
    return resolution.clusters().stream()
        .map(cluster -> cluster.stream().map(Identifier::toString).sorted().toList())
        .sorted(Comparator.comparing(customer -> String.join("\n", customer)))
        .toList();
  }

  /** The accepted links that refusals rest on. */
  public Evidence evidence() {
    return Evidence.of(resolution);
  }

  /** What was read of the records so far. */
  private static final class Batches {
    private final IdentityConfig config;
    private final RecordReader reader;
    private final IdentityGraph graph;
    private final List<Quarantined> quarantined = new ArrayList<>();
    private final List<Ignored> ignored = new ArrayList<>();

    Batches(IdentityConfig config) {
      this.config = config;
      this.reader = new RecordReader(config);
      this.graph = new IdentityGraph(config);
    }

    void add(List<TrialRecord> batch) {
      IdentityGraph part = new IdentityGraph(config);
      batch.forEach(record -> add(record, part));
      graph.merge(part);
    }

    private void add(TrialRecord record, IdentityGraph part) {
      Reading reading = reader.read(record.identifiers());
      reading.ignored().forEach(identifier -> ignored.add(new Ignored(record, identifier)));
      reading
          .clash()
          .ifPresentOrElse(
              clash -> quarantined.add(new Quarantined(record, clash)),
              () ->
                  part.add(
                      reading.accepted(),
                      reader.properties(record.properties()),
                      EdgeState.of(record.time(), "", record.number())));
    }

    /** Those that no override links. */
    List<Named> generic() {
      Rules rules = NormalizedRules.of(config);
      return graph.generic().stream()
          .filter(id -> rules.forcedWith(id).isEmpty())
          .map(id -> new Named(id.type(), id.value()))
          .toList();
    }

    Trial trial(List<Named> generic) {
      quarantined.sort(Comparator.comparingLong(q -> q.record().number()));
      ignored.sort(Comparator.comparingLong(i -> i.record().number()));
      return new Trial(graph.resolve(NormalizedRules.of(config)), quarantined, ignored, generic);
    }
  }
}
