package io.truecount.metric.check;

import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.SourceColumns;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.ExprWriter;
import io.truecount.metric.sql.TableNames;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Writes a query for every entity, dimension and measure, so that an engine can find missing
 * columns and wrong types without running it. This includes those that no metric uses: a query may
 * group or filter by them.
 */
public final class ColumnQueries {
  private ColumnQueries() {}

  /**
   * A query that can be resolved when the definition can.
   *
   * @param where {@code file:line} of the definition
   */
  public record ColumnQuery(String sql, String where) {}

  public static List<ColumnQuery> of(Manifest manifest, Dialect dialect, TableNames tables) {
    ExprWriter writer = new ExprWriter(dialect);
    return manifest.models().stream()
        .flatMap(
            model -> {
              String table = tables.sql(model.table(), dialect);
              return expressions(
                  model,
                  (sql, where) ->
                      new ColumnQuery(
                          "SELECT %s FROM %s AS src"
                              .formatted(writer.sql(SourceColumns.of(sql, where)), table),
                          where));
            })
        .toList();
  }

  private static <T> Stream<T> expressions(
      SemanticModel model, BiFunction<String, String, T> expression) {
    return Stream.of(
            model.entities().stream().map(e -> expression.apply(e.sql(), e.where())),
            model.dimensions().stream().map(d -> expression.apply(d.sql(), d.where())),
            model.measures().stream().map(m -> expression.apply(m.sql(), m.where())))
        .flatMap(each -> each);
  }
}
