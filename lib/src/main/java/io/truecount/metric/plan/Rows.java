package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Dimension.Validity;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import io.truecount.metric.sql.Select.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows of a model with what is needed of it and of the models it joins to. Every join ends at a
 * key with one row, so the number of rows never changes.
 */
public final class Rows {
  /** The time of a row, cut to the grain of its dimension or a coarser one. */
  public static final String TIME = "__time";

  /** The time of a row as it is. */
  static final String MOMENT = "__moment";

  static final String LEFT_JOIN = "LEFT JOIN";

  private static final String SOURCE = "src";
  static final String MATCH = "__key";

  private final SemanticModel root;
  private final Optional<Dimension> time;
  private final String joinKind;
  private final boolean sharedJoins;
  private final Map<String, Expr> own = new LinkedHashMap<>();
  private final Map<List<Hop>, Map<String, Expr>> joined = new LinkedHashMap<>();
  private final Map<String, GroupByItem.Time> customs = new LinkedHashMap<>();
  private final Map<String, GroupByItem> items = new LinkedHashMap<>();

  /**
   * @param time the rows' own time; none for the values of dimensions alone
   * @param joinKind LEFT JOIN for metrics; FULL OUTER JOIN for the values of dimensions alone
   * @param sharedJoins whether ways that begin alike share their first joins
   */
  Rows(SemanticModel root, Optional<Dimension> time, String joinKind, boolean sharedJoins) {
    this.root = root;
    this.sharedJoins = sharedJoins;
    this.time = time;
    this.joinKind = joinKind;
    time.ifPresent(t -> cutTimeTo(t.grain().orElseThrow()));
  }

  /** The time of a row is the start of its period of this grain. */
  void cutTimeTo(Grain grain) {
    time.ifPresent(t -> own.put(TIME, new Expr.Trunc(grain, moment(t))));
  }

  /** Adds a column with an item's value; the own time's units are added later, from the time. */
  void need(String column, GroupByItem item) {
    if (!item.isOwnTime()) {
      items.put(column, item);
    }
  }

  private void placed(String column, GroupByItem item) {
    Named value =
        item.match(
            new GroupByItem.Cases<>() {
              @Override
              public Named time(GroupByItem.Time time) {
                return timeColumn(column, time);
              }

              @Override
              public Named category(GroupByItem.Category category) {
                Dimension dimension = category.dimension();
                return new Named(column, fragment(dimension.sql(), dimension.where()));
              }

              @Override
              public Named key(GroupByItem.Key key) {
                return new Named(column, fragment(key.entity().sql(), key.entity().where()));
              }
            });
    columnsOf(way(item)).put(value.name(), value.expr());
  }

  /** A custom grain is looked up in its time spine later, by the moment. */
  private Named timeColumn(String column, GroupByItem.Time time) {
    Expr moment = moment(time.dimension());
    Optional<Expr> value = time.unit().of(moment);
    if (value.isEmpty()) {
      customs.put(column, time);
    }
    return new Named(value.isEmpty() ? base(column) : column, value.orElse(moment));
  }

  /** A way of its own for each last model; what lies on a longer way is taken from there. */
  private List<Hop> way(GroupByItem item) {
    List<Hop> path = item.path();
    if (sharedJoins || path.isEmpty()) {
      return path;
    }
    List<Hop> longest =
        items.values().stream()
            .map(GroupByItem::path)
            .filter(p -> p.size() > path.size() && p.subList(0, path.size()).equals(path))
            .findFirst()
            .orElse(path);
    if (longest.size() < 2) {
      return path;
    }
    String route = longest.get(longest.size() - 1).target().name();
    return path.stream().map(hop -> new Hop(hop.entity(), hop.target(), route)).toList();
  }

  /** Adds a column computed from the model's own table. */
  void needOwn(String column, String sql, String where) {
    own.put(column, fragment(sql, where));
  }

  void needOwnValue(String column, Expr value) {
    own.put(column, value);
  }

  void needMoment() {
    time.ifPresent(t -> own.put(MOMENT, moment(t)));
  }

  /** Whether a join compares with the time of the row. */
  boolean isVersioned() {
    return items.values().stream()
        .flatMap(item -> item.path().stream())
        .anyMatch(hop -> hop.target().validity(Validity.START).isPresent());
  }

  private static String base(String column) {
    return "__base_of_" + column;
  }

  private Map<String, Expr> columnsOf(List<Hop> path) {
    if (path.isEmpty()) {
      return own;
    }
    for (int i = 1; i <= path.size(); i++) {
      joined.computeIfAbsent(path.subList(0, i), p -> new LinkedHashMap<>());
    }
    return joined.getOrDefault(path, own);
  }

  public static Expr fragment(String sql, String where) {
    return Fragment.parse(sql, where)
        .mapColumns(c -> new Expr.Column(relation(c.relation()), c.name()));
  }

  private static String relation(String written) {
    return written.isEmpty() ? SOURCE : SOURCE + "." + written;
  }

  public static Expr moment(Dimension dimension) {
    return new Expr.Cast(fragment(dimension.sql(), dimension.where()), "TIMESTAMP");
  }

  /** The model's own rows, with all columns that joins need; call when all needs are known. */
  PlanNode source(boolean nullTimes) {
    items.forEach(this::placed);
    joined.keySet().forEach(this::needKeys);
    List<Named> values =
        own.entrySet().stream().map(e -> new Named(e.getKey(), e.getValue())).toList();
    Optional<Expr> where =
        nullTimes
            ? Optional.empty()
            : time.map(t -> new Expr.Postfix(fragment(t.sql(), t.where()), "IS NOT NULL"));
    if (values.isEmpty()) {
      values = List.of(new Named("__row", new Expr.Word("1")));
    }
    return new PlanNode.Read("rows of " + root.name(), root.table(), values, where, false);
  }

  private void needKeys(List<Hop> path) {
    List<Hop> parent = path.subList(0, path.size() - 1);
    Hop hop = path.get(path.size() - 1);
    model(parent)
        .entity(hop.entity())
        .ifPresent(
            e -> columnsOf(parent).put(key(parent, hop.entity()), fragment(e.sql(), e.where())));
    partitions(path)
        .forEach(
            (dimension, from) ->
                model(from)
                    .dimension(dimension)
                    .ifPresent(
                        d -> columnsOf(from).put(partition(from, dimension), partitionValue(d))));
  }

  public static Expr partitionValue(Dimension dimension) {
    return dimension
        .grain()
        .map(g -> (Expr) new Expr.Trunc(g, moment(dimension)))
        .orElseGet(() -> fragment(dimension.sql(), dimension.where()));
  }

  SemanticModel model(List<Hop> path) {
    return path.isEmpty() ? root : path.get(path.size() - 1).target();
  }

  String key(List<Hop> path, String entity) {
    return "__%s_key_%s".formatted(label(path), entity);
  }

  String partition(List<Hop> path, String dimension) {
    return "__%s_partition_%s".formatted(label(path), dimension);
  }

  private String label(List<Hop> path) {
    StringBuilder text = new StringBuilder();
    path.forEach(hop -> text.append(hop.entity()).append('_'));
    path.stream().limit(1).forEach(hop -> text.append(hop.route()).append('_'));
    return text.append(model(path).name()).toString();
  }

  /** The partition dimensions of a target that stand on the way to it, the nearest to the root. */
  Map<String, List<Hop>> partitions(List<Hop> path) {
    Map<String, List<Hop>> result = new LinkedHashMap<>();
    for (Dimension dimension : model(path).dimensions()) {
      IntStream.range(0, path.size())
          .mapToObj(i -> path.subList(0, i))
          .filter(p -> dimension.partition())
          .filter(
              p -> model(p).dimension(dimension.name()).filter(Dimension::partition).isPresent())
          .findFirst()
          .ifPresent(p -> result.put(dimension.name(), p));
    }
    return result;
  }

  /** The rows with everything joined. */
  PlanNode joined(PlanNode rows, String versionTime, Spines spines) {
    PlanNode result = rows;
    List<List<Hop>> paths = new ArrayList<>(joined.keySet());
    paths.sort(java.util.Comparator.comparingInt(List::size));
    for (List<Hop> path : paths) {
      if (path.size() == 2 && isNested()) {
        result = new TwoHopJoin(this, path, versionTime).joined(result);
      } else if (path.size() != 1 || !isNested() || path.get(0).route().isEmpty()) {
        result = new OneHopJoin(this, path, versionTime).joined(result);
      }
    }
    for (Map.Entry<String, GroupByItem.Time> custom : customs.entrySet()) {
      result =
          TimeColumns.added(
              result,
              base(custom.getKey()),
              Map.of(custom.getKey(), custom.getValue().unit()),
              spines);
    }
    return result;
  }

  String joinKind() {
    return joinKind;
  }

  /** Whether two hops are joined to each other first, and then to the rows. */
  private boolean isNested() {
    return !sharedJoins && joinKind.equals(LEFT_JOIN);
  }

  Map<String, Expr> wanted(List<Hop> path) {
    return joined.getOrDefault(path, Map.of());
  }
}
