package io.truecount.identity;

import static java.util.Objects.requireNonNull;

import io.truecount.config.GenericRule;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.identity.rules.ConstrainedUnion;
import io.truecount.identity.rules.Edge;
import io.truecount.identity.rules.Edge.Origin;
import io.truecount.identity.rules.EdgeState;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution;
import io.truecount.identity.rules.Rules;
import io.truecount.identity.rules.Vertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers and edges of records, in memory: each identifier of a record with the best one
 * (the hub), and each with its neighbour in the order of priority.
 *
 * <pre>
 *   record   user_id=u, email=e, anon=a
 *   edges    user_id=u – email=e, user_id=u – anon=a, email=e – anon=a
 * </pre>
 *
 * Both are aggregates only, so that graphs of batches {@link #merge} to that of all records.
 */
public final class IdentityGraph {
  private record Ends(Identifier a, Identifier b) implements Comparable<Ends> {
    static Ends of(Identifier left, Identifier right) {
      return left.compareTo(right) < 0 ? new Ends(left, right) : new Ends(right, left);
    }

    @Override
    public int compareTo(Ends other) {
      int first = a.compareTo(other.a);
      return first != 0 ? first : b.compareTo(other.b);
    }
  }

  /** Of an edge that follows from no record. */
  private static final long NO_RECORD = Long.MAX_VALUE;

  private final IdentityConfig config;
  private final Map<Identifier, SeenIdentifier> identifiers = new TreeMap<>();
  private final Map<Ends, EdgeState> edges = new TreeMap<>();
  private final Map<Ends, Double> scores = new TreeMap<>();

  public IdentityGraph(IdentityConfig config) {
    this.config = config;
  }

  /**
   * Adds a record.
   *
   * @param accepted its identifiers, best first
   * @param separation its values of separation properties, which all of its identifiers get
   * @param state of the record alone
   */
  public void add(List<Identifier> accepted, Map<String, String> separation, EdgeState state) {
    SeenIdentifier seen = SeenIdentifier.of(state.firstSeen(), separation);
    accepted.forEach(id -> identifiers.merge(id, seen, SeenIdentifier::merge));
    for (int i = 1; i < accepted.size(); i++) {
      link(accepted.get(0), accepted.get(i), state);
      if (i > 1) {
        link(accepted.get(i - 1), accepted.get(i), state);
      }
    }
  }

  /** Adds an identifier of records. */
  void add(Identifier id, long firstSeen) {
    identifiers.merge(id, SeenIdentifier.of(firstSeen, Map.of()), SeenIdentifier::merge);
  }

  /** Adds what the records that have both identifiers come to; both were added before. */
  void add(Identifier left, Identifier right, EdgeState state) {
    link(left, right, state);
  }

  /**
   * Adds a scored link; of several of one pair the highest score counts. It has an effect only
   * where records have both identifiers.
   */
  public void addScored(Identifier left, Identifier right, double score) {
    scores.merge(Ends.of(left, right), score, Math::max);
  }

  /** Adds the records of another graph, which has no record of this one. */
  public void merge(IdentityGraph other) {
    other.identifiers.forEach((id, seen) -> identifiers.merge(id, seen, SeenIdentifier::merge));
    other.edges.forEach((ends, state) -> edges.merge(ends, state, EdgeState::merge));
    other.scores.forEach((ends, score) -> scores.merge(ends, score, Math::max));
  }

  /** The identifiers that records have with more persons of one type than the rules allow. */
  public Set<Identifier> generic() {
    Set<Identifier> generic = new TreeSet<>();
    if (config.generic().action() != GenericRule.Action.OFF) {
      for (String type : config.typesAt(Level.PERSON)) {
        Map<Identifier, Integer> neighbours = new HashMap<>();
        for (Ends ends : edges.keySet()) {
          count(type, ends.a(), ends.b(), neighbours);
          count(type, ends.b(), ends.a(), neighbours);
        }
        neighbours.values().removeIf(number -> number <= config.generic().above());
        generic.addAll(neighbours.keySet());
      }
    }
    return generic;
  }

  private static void count(
      String type, Identifier id, Identifier other, Map<Identifier, Integer> neighbours) {
    if (other.type().equals(type)) {
      neighbours.merge(id, 1, Integer::sum);
    }
  }

  /** The customers by some rules. */
  public Resolution resolve(Rules rules) {
    Map<Identifier, Identifier> clear = clearValues();
    Map<Identifier, Vertex> vertices = vertices(clear);
    List<Edge> all = new ArrayList<>();
    edges.forEach(
        (ends, state) ->
            all.add(
                new Edge(
                    vertex(vertices, ends.a()),
                    vertex(vertices, ends.b()),
                    Origin.RECORDS,
                    state)));
    clear.forEach(
        (hash, value) ->
            all.add(
                new Edge(
                    vertex(vertices, hash),
                    vertex(vertices, value),
                    Origin.FORCED,
                    withoutRecords(hash, value))));
    scores.forEach(
        (ends, score) -> {
          if (vertices.containsKey(ends.a()) && vertices.containsKey(ends.b())) {
            all.add(
                new Edge(
                    vertex(vertices, ends.a()),
                    vertex(vertices, ends.b()),
                    Origin.SCORED,
                    withoutRecords(ends.a(), ends.b()),
                    score));
          }
        });
    for (Ends ends : forced(rules)) {
      all.add(
          new Edge(
              vertex(vertices, ends.a()),
              vertex(vertices, ends.b()),
              Origin.FORCED,
              withoutRecords(ends.a(), ends.b())));
    }
    return ConstrainedUnion.resolve(rules, vertices.values().iterator(), all.iterator());
  }

  /** The pairs that overrides link, of identifiers that records have. */
  private Set<Ends> forced(Rules rules) {
    Set<Ends> forced = new TreeSet<>();
    for (Identifier id : identifiers.keySet()) {
      rules.forcedWith(id).stream()
          .filter(identifiers::containsKey)
          .forEach(other -> forced.add(Ends.of(id, other)));
    }
    return forced;
  }

  private void link(Identifier left, Identifier right, EdgeState state) {
    edges.merge(Ends.of(left, right), state, EdgeState::merge);
  }

  /** The hashes that are of a clear value, with that value. */
  private Map<Identifier, Identifier> clearValues() {
    Map<Identifier, Identifier> clear = new TreeMap<>();
    for (IdentifierType type : config.types()) {
      for (Identifier id : identifiers.keySet()) {
        if (id.type().equals(type.name())) {
          RecordReader.hashes(type, id).stream()
              .filter(identifiers::containsKey)
              .forEach(hash -> clear.putIfAbsent(hash, id));
        }
      }
    }
    return clear;
  }

  /** A hash of a clear value counts as that value, since either of them was seen. */
  private Map<Identifier, Vertex> vertices(Map<Identifier, Identifier> clear) {
    Map<Identifier, Long> since = new TreeMap<>();
    identifiers.forEach(
        (id, seen) -> since.merge(clear.getOrDefault(id, id), seen.firstSeen(), Math::min));
    Map<Identifier, Vertex> vertices = new TreeMap<>();
    identifiers.forEach(
        (id, seen) -> {
          Identifier counted = clear.getOrDefault(id, id);
          long first = since.getOrDefault(counted, seen.firstSeen());
          vertices.put(id, new Vertex(id, counted.value(), first, seen.single()));
        });
    return vertices;
  }

  /** Of a link that follows from no record: since both its ends were seen. */
  private EdgeState withoutRecords(Identifier a, Identifier b) {
    long both = Math.max(firstSeen(a), firstSeen(b));
    return new EdgeState(both, both, 0, List.of(), NO_RECORD);
  }

  private long firstSeen(Identifier id) {
    @Nullable SeenIdentifier seen = identifiers.get(id);
    return seen == null ? 0 : seen.firstSeen();
  }

  private static Vertex vertex(Map<Identifier, Vertex> vertices, Identifier id) {
    return requireNonNull(vertices.get(id));
  }
}
