package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.rules.Edge;
import io.truecount.identity.rules.Evidence;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution;
import io.truecount.identity.rules.Resolution.Refused;
import io.truecount.identity.rules.Rules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Why identifiers of one component are one customer, or are not: the component is resolved again in
 * memory, by the rules that are given.
 *
 * <pre>
 *   edges   email=jane – user_id=u1, anon=a1 – user_id=u1, email=jane – user_id=u2 (refused)
 *   path    email=jane to anon=a1   email=jane – user_id=u1, user_id=u1 – anon=a1
 *   apart   anon=a1 from user_id=u2 email=jane – user_id=u2: a customer has at most 1 of user_id
 * </pre>
 *
 * <p>Cost: a scan of the map and of the edges; the component on the driver, which {@link #MOST}
 * bounds.
 */
public final class IdentityProof {
  /** The most identifiers of a component that is explained. */
  public static final int MOST = 1_000_000;

  /**
   * An identifier of a release.
   *
   * @param component of the identifiers that records connect with it
   */
  public record Known(Identifier id, String customer, long component) {}

  private final Rules rules;
  private final Resolution resolution;
  private final Evidence evidence;
  private final Map<Identifier, Integer> clusters = new HashMap<>();

  private IdentityProof(Rules rules, Resolution resolution) {
    this.rules = rules;
    this.resolution = resolution;
    this.evidence = Evidence.of(resolution);
    for (int i = 0; i < resolution.clusters().size(); i++) {
      for (Identifier id : resolution.clusters().get(i)) {
        clusters.put(id, i);
      }
    }
  }

  /**
   * Looks an identifier up as its source spells it; empty when no customer has it. A clear value is
   * found by its hash too.
   *
   * @param map in the shape of {@link IdentityTables#map()}
   */
  public static Optional<Known> find(Dataset<Row> map, IdentityConfig config, Identifier raw) {
    List<Identifier> spellings = new ArrayList<>();
    for (Identifier id : new RecordReader(config).read(List.of(raw)).accepted()) {
      spellings.add(id);
      config.type(id.type()).ifPresent(type -> spellings.addAll(RecordReader.hashes(type, id)));
    }
    Map<String, Row> found = new HashMap<>();
    map.where(col(TYPE).equalTo(raw.type()))
        .where(col(VALUE).isin(spellings.stream().map(Identifier::value).toArray()))
        .select(VALUE, CUSTOMER_ID, CONNECTED_COMPONENT)
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), row));
    return spellings.stream()
        .filter(id -> found.containsKey(id.value()))
        .findFirst()
        .map(id -> known(id, requireNonNull(found.get(id.value()))));
  }

  private static Known known(Identifier id, Row row) {
    return new Known(id, row.getString(1), row.getLong(2));
  }

  /**
   * Resolves a component.
   *
   * @param map in the shape of {@link IdentityTables#map()}
   * @param edges in the shape of {@link IdentityTables#edges()}
   * @return empty when the component has more than {@link #MOST} identifiers
   */
  public static Optional<IdentityProof> of(
      Dataset<Row> map, Dataset<Row> edges, IdentityConfig config, long component) {
    Dataset<Row> members = map.where(col(CONNECTED_COMPONENT).equalTo(component));
    Dataset<Row> identifiers = ComponentGraph.identifiers(members);
    List<Row> rows = identifiers.limit(MOST + 1).collectAsList();
    if (rows.size() > MOST) {
      return Optional.empty();
    }
    List<Row> links = ComponentGraph.edges(edges, broadcast(identifiers)).collectAsList();
    Rules rules = NormalizedRules.of(config);
    ComponentGraph graph = new ComponentGraph(config, rows.iterator(), links.iterator());
    return Optional.of(new IdentityProof(rules, graph.resolve(rules)));
  }

  /** The rules that the component was resolved by. */
  public Rules rules() {
    return rules;
  }

  /** The accepted edges from one identifier to another; empty when they are of two customers. */
  public List<Edge> path(Identifier from, Identifier to) {
    return evidence.path(from, to);
  }

  /** The accepted edges that a refusal rests on. */
  public Evidence.Sides sides(Refused refused) {
    return evidence.sides(refused);
  }

  /**
   * The refused edges that lie between two identifiers: fewest customers apart, the first in the
   * order of edges; empty when both are one customer or nothing connects them.
   */
  public List<Refused> apart(Identifier from, Identifier to) {
    @Nullable Integer start = clusters.get(from);
    @Nullable Integer end = clusters.get(to);
    if (start == null || end == null || start.equals(end)) {
      return List.of();
    }
    Map<Integer, Refused> cameBy = new HashMap<>();
    Map<Integer, Integer> cameFrom = new HashMap<>(Map.of(start, start));
    Map<Integer, List<Refused>> neighbours = refusedByCluster();
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty() && !cameFrom.containsKey(end)) {
      int cluster = open.remove();
      for (Refused refused : neighbours.getOrDefault(cluster, List.of())) {
        int other = other(refused, cluster);
        if (cameFrom.putIfAbsent(other, cluster) == null) {
          cameBy.put(other, refused);
          open.add(other);
        }
      }
    }
    List<Refused> chain = new ArrayList<>();
    for (int at = end; cameBy.containsKey(at); at = requireNonNull(cameFrom.get(at))) {
      chain.add(0, requireNonNull(cameBy.get(at)));
    }
    return chain;
  }

  private Map<Integer, List<Refused>> refusedByCluster() {
    Map<Integer, List<Refused>> byCluster = new HashMap<>();
    for (Refused refused : resolution.refused()) {
      for (Identifier id : List.of(refused.edge().a().id(), refused.edge().b().id())) {
        byCluster
            .computeIfAbsent(requireNonNull(clusters.get(id)), key -> new ArrayList<>())
            .add(refused);
      }
    }
    return byCluster;
  }

  private int other(Refused refused, int cluster) {
    int a = requireNonNull(clusters.get(refused.edge().a().id()));
    return a == cluster ? requireNonNull(clusters.get(refused.edge().b().id())) : a;
  }
}
