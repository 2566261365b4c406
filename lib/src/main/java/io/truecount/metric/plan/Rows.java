package io.truecount.metric.plan;

import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Dimension.Validity;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TimeExpr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the rows of a model and joins other models to them. Every join is by a key of which the
 * other model has at most one row, so that the number of rows never changes.
 */
public final class Rows {
  /** The time of a row, cut to the grain of its dimension or a coarser one. */
  public static final String TIME = "__time";

  /** The time of a row as it is. */
  static final String TIMESTAMP = "__moment";

  static final String MATCH = "__key";

  private final SemanticModel root;
  private final Optional<Dimension> time;
  private final JoinKind joinKind;
  private final Semantics.Joins joins;
  private final JoinKeys keys;
  private final Map<String, Expr> own = new LinkedHashMap<>();
  private final Map<List<Hop>, Map<String, Expr>> joined = new LinkedHashMap<>();
  private final Map<String, GroupByItem.Time> customs = new LinkedHashMap<>();
  private final Map<String, GroupByItem> items = new LinkedHashMap<>();

  /**
   * @param time the rows' own time; empty when only dimensions are queried
   * @param joinKind LEFT for metrics; FULL_OUTER when only dimensions are queried
   * @param joins whether join paths with a common beginning share its joins
   */
  Rows(SemanticModel root, Optional<Dimension> time, JoinKind joinKind, Semantics.Joins joins) {
    this.root = root;
    this.joins = joins;
    this.keys = new JoinKeys(root);
    this.time = time;
    this.joinKind = joinKind;
    time.ifPresent(t -> cutTimeTo(t.grain().orElseThrow()));
  }

  /** The time of a row is the start of its period of this grain. */
  void cutTimeTo(Grain grain) {
    time.ifPresent(t -> own.put(TIME, new TimeExpr.Trunc(grain, SourceColumns.timestamp(t))));
  }

  /**
   * Adds a column with an item. Units of the own time are left out: they are computed from {@link
   * #TIME}.
   */
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
                return new Named(column, SourceColumns.of(dimension.sql(), dimension.where()));
              }

              @Override
              public Named key(GroupByItem.Key key) {
                return new Named(
                    column, SourceColumns.of(key.entity().sql(), key.entity().where()));
              }
            });
    columnsOf(joinPath(item)).put(value.name(), value.expr());
  }

  /**
   * The column of a time. A custom grain gets the timestamp, by which its time spine is joined
   * later.
   */
  private Named timeColumn(String column, GroupByItem.Time time) {
    Expr timestamp = SourceColumns.timestamp(time.dimension());
    Optional<Expr> value = time.unit().of(timestamp);
    if (value.isEmpty()) {
      customs.put(column, time);
    }
    return new Named(value.isEmpty() ? base(column) : column, value.orElse(timestamp));
  }

  /**
   * The join path of an item. With MetricFlow's semantics each target model is joined separately;
   * an item on the prefix of a longer queried path reuses that path's join.
   */
  private List<Hop> joinPath(GroupByItem item) {
    List<Hop> path = item.path();
    if (joins == Semantics.Joins.SHARED || path.isEmpty()) {
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

  /** Adds a column with an SQL expression over the model's own table. */
  void needOwn(String column, String sql, String where) {
    own.put(column, SourceColumns.of(sql, where));
  }

  void needOwnValue(String column, Expr value) {
    own.put(column, value);
  }

  void needTimestamp() {
    time.ifPresent(t -> own.put(TIMESTAMP, SourceColumns.timestamp(t)));
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

  /**
   * The model's own rows, with all columns that joins need; to be called when all columns are
   * added.
   *
   * @param period which rows are read; empty for all
   */
  PlanNode source(Semantics.NullTimes nullTimes, Optional<ExactPeriod> period) {
    items.forEach(this::placed);
    joined.keySet().forEach(this::needKeys);
    List<Named> values =
        own.entrySet().stream().map(e -> new Named(e.getKey(), e.getValue())).toList();
    Optional<Expr> where = time.flatMap(t -> counted(t, nullTimes, period));
    if (values.isEmpty()) {
      values = List.of(new Named("__row", new Expr.Word("1")));
    }
    return Read.filtered("rows of " + root.name(), root.table(), values, where);
  }

  private static Optional<Expr> counted(
      Dimension time, Semantics.NullTimes nullTimes, Optional<ExactPeriod> period) {
    if (period.isPresent()) {
      return Optional.of(period.get().contains(SourceColumns.timestamp(time)));
    }
    return nullTimes == Semantics.NullTimes.COUNT
        ? Optional.empty()
        : Optional.of(Expr.isNotNull(SourceColumns.of(time.sql(), time.where())));
  }

  private void needKeys(List<Hop> path) {
    List<Hop> parent = path.subList(0, path.size() - 1);
    Hop hop = path.get(path.size() - 1);
    keys.model(parent)
        .entity(hop.entity())
        .ifPresent(
            e ->
                columnsOf(parent)
                    .put(keys.key(parent, hop.entity()), SourceColumns.of(e.sql(), e.where())));
    keys.partitions(path)
        .forEach(
            (dimension, from) ->
                keys.model(from)
                    .dimension(dimension)
                    .ifPresent(
                        d ->
                            columnsOf(from)
                                .put(keys.partition(from, dimension), SourceColumns.partition(d))));
  }

  JoinKeys keys() {
    return keys;
  }

  /** The rows with all models and custom grains joined. */
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

  JoinKind joinKind() {
    return joinKind;
  }

  /**
   * Whether the two models of a path are joined to each other first, then to the rows: {@link
   * TwoHopJoin}.
   */
  private boolean isNested() {
    return joins == Semantics.Joins.SEPARATE && joinKind == JoinKind.LEFT;
  }

  Map<String, Expr> wanted(List<Hop> path) {
    return joined.getOrDefault(path, Map.of());
  }
}
