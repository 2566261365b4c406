package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of people whom audiences are not sent to.
 *
 * @param table a table or model of the nightly, one row a person
 * @param reason why, for all of them, or by a column
 * @param audiences that it is of; empty for all
 * @param where {@code file:line}
 */
public record SuppressionConfig(
    String name, String table, Person person, Reason reason, List<String> audiences, String where) {
  /** What names the person of a row. */
  public sealed interface Person {
    String column();
  }

  /** A column with customer ids, as any release had them. */
  public record CustomerColumn(String column) implements Person {
    public CustomerColumn {
      requireNonNull(column);
    }
  }

  /** A column with identifiers of one type, as any source spells them. */
  public record IdentifierColumn(String type, String column) implements Person {
    public IdentifierColumn {
      requireNonNull(type);
      requireNonNull(column);
    }
  }

  /**
   * Why.
   *
   * @param text where there is no column, or the column is NULL
   */
  public record Reason(String text, Optional<String> column) {
    public Reason {
      requireNonNull(text);
      requireNonNull(column);
    }
  }

  public SuppressionConfig {
    requireNonNull(name);
    requireNonNull(table);
    requireNonNull(person);
    requireNonNull(reason);
    requireNonNull(where);
    audiences = List.copyOf(audiences);
  }

  /** The columns that it reads. */
  public List<String> columns() {
    List<String> columns = new ArrayList<>(List.of(person.column()));
    reason.column().ifPresent(columns::add);
    return columns;
  }

  /** In the order of the file. */
  static List<SuppressionConfig> read(ConfigNode node) {
    List<SuppressionConfig> lists = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
      lists.add(list(entry.getKey(), entry.getValue()));
    }
    return lists;
  }

  private static SuppressionConfig list(String name, ConfigNode node) {
    try (node) {
      return new SuppressionConfig(
          name,
          node.string("table"),
          person(node),
          new Reason(
              node.optionalString("reason").orElse(name), node.optionalString("reason-column")),
          node.strings("audiences"),
          node.where());
    }
  }

  private static Person person(ConfigNode node) {
    if (node.has("customer") == node.has("identifier")) {
      node.problem(
          "customer",
          node.has("customer")
              ? "%s names its people twice".formatted(node.path())
              : "%s does not say whom".formatted(node.path()),
          "give one of customer = COLUMN and identifier { type = TYPE, column = COLUMN }");
    }
    if (!node.has("identifier")) {
      return new CustomerColumn(node.optionalString("customer").orElse(""));
    }
    node.optionalString("customer");
    try (ConfigNode identifier = node.child("identifier")) {
      return new IdentifierColumn(identifier.string("type"), identifier.string("column"));
    }
  }
}
