package io.truecount.metric.query;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.sql.Direction;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Fragment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A parsed filter: a condition whose columns are placeholders, and the call that each of them
 * replaces.
 */
public record Filter(Expr condition, Map<String, Template> templates, String where) {
  private static final String PLACEHOLDER = "truecount_item_";

  public Filter {
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
  }

  /** Filters are equal when they mean the same, wherever they are written. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Filter filter
        && condition.equals(filter.condition)
        && templates.equals(filter.templates);
  }

  @Override
  public int hashCode() {
    return Objects.hash(condition, templates);
  }

  public static List<Filter> parse(List<WhereFilter> filters, Manifest manifest) {
    return filters.stream().map(f -> parse(f, manifest)).toList();
  }

  /**
   * Replaces every call by a placeholder and parses the rest as SQL.
   *
   * @throws TruecountException when a call or the SQL cannot be read
   */
  public static Filter parse(WhereFilter filter, Manifest manifest) {
    Map<String, Template> templates = new LinkedHashMap<>();
    StringBuilder sql = new StringBuilder();
    String text = filter.text();
    int at = 0;
    for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
      int close = text.indexOf("}}", open);
      if (close < 0) {
        throw TruecountException.invalid(
            Problem.of("\"{{\" is not closed", filter.where(), "close it with \"}}\""));
      }
      String placeholder = PLACEHOLDER + templates.size();
      String call = text.substring(open + 2, close).strip();
      templates.put(placeholder, Template.parse(call, filter.where(), manifest));
      sql.append(text, at, open).append(placeholder);
      at = close + 2;
    }
    sql.append(text.substring(at));
    Expr condition = Fragment.parse(sql.toString(), filter.where());
    return new Filter(named(condition, templates, manifest), templates, filter.where());
  }

  /** Replaces columns outside of calls, too: each is the name of an item. */
  private static Expr named(Expr condition, Map<String, Template> templates, Manifest manifest) {
    return condition.mapColumns(
        column -> {
          if (!templates.containsKey(column.name())) {
            String placeholder = PLACEHOLDER + templates.size();
            templates.put(
                placeholder,
                new Template.Item(ItemName.parse(column.name(), manifest), Direction.ASCENDING));
            return Expr.column(placeholder);
          }
          return column;
        });
  }
}
