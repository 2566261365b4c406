package io.truecount.metric.check;

import static java.util.stream.Collectors.joining;

import io.truecount.error.Problem;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Dimension.Validity;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.EntityType;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.SourceColumns;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.ExprWriter;
import io.truecount.metric.sql.TableNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Queries that count the rows that break what definitions promise: a primary key that several rows
 * have, or versions that overlap, would make a join find several rows and count values twice.
 */
public final class DataChecks {
  private final ExprWriter writer;
  private final Dialect dialect;
  private final TableNames tables;

  private DataChecks(Dialect dialect, TableNames tables) {
    this.dialect = dialect;
    this.writer = new ExprWriter(dialect);
    this.tables = tables;
  }

  /**
   * A promise, and the query with one number: how many keys break it.
   *
   * @param broken the problem when there are any; its {@code what} takes the number
   */
  public record Check(String sql, Problem broken) {}

  public static List<Check> of(Manifest manifest, Dialect dialect, TableNames tables) {
    DataChecks checks = new DataChecks(dialect, tables);
    List<Check> result = new ArrayList<>();
    for (SemanticModel model : manifest.models()) {
      for (Entity entity : model.entities()) {
        if (entity.type() == EntityType.NATURAL) {
          result.addAll(checks.versions(model, entity).stream().toList());
        } else if (entity.type().joinable()) {
          result.add(checks.unique(model, entity));
        }
      }
    }
    return result;
  }

  private Check unique(SemanticModel model, Entity entity) {
    String keys = keys(model, entity).map(e -> writer.sql(e)).collect(joining(", "));
    String sql =
        "SELECT COUNT(*) AS broken FROM (SELECT %s FROM %s AS src WHERE %s IS NOT NULL GROUP BY %s"
            + " HAVING COUNT(*) > 1) AS repeated";
    return new Check(
        sql.formatted(keys, table(model), key(entity), keys),
        new Problem(
            "%%d keys of entity \"%s\" have several rows in model \"%s\""
                .formatted(entity.name(), model.name()),
            entity.where(),
            "a join by this key would count rows twice",
            "make it foreign, or the rows unique"));
  }

  /** A partition has its own row for a key. */
  private static Stream<Expr> keys(SemanticModel model, Entity entity) {
    return Stream.concat(
        Stream.of(SourceColumns.of(entity.sql(), entity.where())),
        model.dimensions().stream().filter(Dimension::partition).map(SourceColumns::partition));
  }

  private Optional<Check> versions(SemanticModel model, Entity entity) {
    Optional<Dimension> start = model.validity(Validity.START);
    Optional<Dimension> end = model.validity(Validity.END);
    if (start.isEmpty() || end.isEmpty()) {
      return Optional.empty();
    }
    String from = writer.sql(SourceColumns.timestamp(start.get()));
    String to = writer.sql(SourceColumns.timestamp(end.get()));
    String inner =
        "SELECT %s AS __key, %s AS __start, %s AS __end, LEAD(%s) OVER (PARTITION BY %s ORDER BY %s, %s)"
            + " AS __next FROM %s AS src WHERE %s IS NOT NULL AND (%s < %s OR %s IS NULL)";
    String rows =
        inner.formatted(
            key(entity),
            from,
            to,
            from,
            key(entity),
            from,
            to,
            table(model),
            key(entity),
            from,
            to,
            to);
    String sql =
        "SELECT COUNT(DISTINCT __key) AS broken FROM (%s) AS versions WHERE __next < __end OR (__end IS"
            + " NULL AND __next IS NOT NULL)";
    return Optional.of(
        new Check(
            sql.formatted(rows),
            new Problem(
                "%%d keys of entity \"%s\" have overlapping versions in model \"%s\""
                    .formatted(entity.name(), model.name()),
                entity.where(),
                "a join would find several versions at one time and count rows twice",
                "end each version where the next one starts")));
  }

  private String key(Entity entity) {
    return writer.sql(SourceColumns.of(entity.sql(), entity.where()));
  }

  private String table(SemanticModel model) {
    return tables.sql(model.table(), dialect);
  }
}
