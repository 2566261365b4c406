package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.EntityType;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.JoinKind;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows of a table with one row an entity, and dimensions joined to them. Joins are by keys of
 * which the other model has at most one row, so that there is one row an entity in the result.
 *
 * <pre>
 *   customers     countries          customer__country__continent gives
 *   customer_id | country            customer_id | customer__country__continent
 *   c1          | DE                 c1          | Europe
 *   c2          | NULL               c2          | NULL
 * </pre>
 *
 * Cost: a join for each model of the dimensions; none for dimensions of the table itself.
 */
public final class EntityRows {
  private final PlanningContext context;
  private final String entity;
  private final SemanticModel root;

  /**
   * @param entity by which models join
   * @param key column of the table with the entity's key
   */
  public EntityRows(PlanningContext context, String entity, TableName table, String key) {
    this.context = context;
    this.entity = entity;
    this.root =
        context.manifest().models().stream()
            .filter(model -> isOf(model, entity, table, key))
            .findFirst()
            .orElseGet(() -> alone(entity, table, key));
  }

  private static boolean isOf(SemanticModel model, String entity, TableName table, String key) {
    return model.table().name().equals(table.name())
        && model
            .entity(entity)
            .filter(e -> e.type() == EntityType.PRIMARY && e.sql().equals(key))
            .isPresent();
  }

  /** A model of the table that has its key only. */
  private static SemanticModel alone(String entity, TableName table, String key) {
    String name = table.name();
    return new SemanticModel(
        name,
        table,
        Optional.of(entity),
        Optional.empty(),
        List.of(new Entity(entity, EntityType.FOREIGN, Optional.of(key), name)),
        List.of(),
        List.of(),
        "",
        name);
  }

  /**
   * The dimension that a name means.
   *
   * @param where file and line that errors are reported at
   * @throws TruecountException with a suggestion when it cannot be reached
   */
  public GroupByItem resolve(String name, String where) {
    ItemName item = ItemName.parse(name, context.manifest());
    return find(item, where)
        .or(() -> fromTable(item).flatMap(shorter -> find(shorter, where)))
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "the %s has no dimension \"%s\"".formatted(entity, name),
                        where,
                        Suggestion.remedy(item.plain().toString(), reachable()))));
  }

  private Optional<GroupByItem> find(ItemName name, String where) {
    return context.resolver().find(root, Optional.empty(), name, where);
  }

  /** A name as metrics have it, whose join path begins with the entity, as its own table has it. */
  private Optional<ItemName> fromTable(ItemName name) {
    List<String> links = name.links();
    return links.size() > 1 && links.get(0).equals(entity)
        ? Optional.of(name.withLinks(links.subList(1, links.size())))
        : Optional.empty();
  }

  private List<String> reachable() {
    return context.resolver().reachable(root).stream()
        .map(item -> item.name().plain().toString())
        .distinct()
        .toList();
  }

  /** The table that a dimension is read from; empty for the entity's own. */
  public static Optional<TableName> table(GroupByItem item) {
    List<GroupByItem.Hop> path = item.path();
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(path.get(path.size() - 1).target().table());
  }

  /**
   * Plans the rows.
   *
   * @param own columns of the table
   * @param dimensions names by the columns that they get
   * @param at of versions that valid rows are found at: the last instant before
   */
  public PlanNode plan(List<String> own, Map<String, String> dimensions, LocalDateTime at) {
    Rows rows = new Rows(root, Optional.empty(), JoinKind.LEFT, context.semantics().joins());
    own.forEach(column -> rows.needOwnValue(column, Expr.column("src", column)));
    dimensions.forEach((column, name) -> rows.need(column, resolve(name, root.where())));
    if (rows.isVersioned()) {
      rows.needOwnValue(Rows.TIMESTAMP, TimeRanges.literal(at.minusNanos(1000)));
    }
    return rows.joined(
        rows.source(Semantics.NullTimes.COUNT, Optional.empty()), Rows.TIMESTAMP, context.spines());
  }
}
