package io.truecount.metric.plan;

import static java.util.stream.Collectors.joining;

import io.truecount.metric.manifest.TableName;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.SelectWriter;
import io.truecount.metric.sql.TableNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The nodes that answer a query, from the result down to the tables.
 *
 * @param root the node whose rows are the result
 */
public record Plan(PlanNode root) {
  /**
   * The columns of the result: the dimensions, then the metrics, each in the order of the query.
   */
  public List<String> columns() {
    return root.columns();
  }

  /**
   * The SQL statement that gives the result: one step a node; a node that is used twice is one
   * step.
   */
  public String sql(Dialect dialect, TableNames tables) {
    Map<PlanNode, String> names = new LinkedHashMap<>();
    Map<String, String> steps = new LinkedHashMap<>();
    SelectWriter writer = new SelectWriter(dialect, tables);
    write(root, writer, names, steps);
    List<String> order = new ArrayList<>(steps.keySet());
    String last = order.remove(order.size() - 1);
    if (order.isEmpty()) {
      return steps.get(last) + "\n";
    }
    return order.stream()
            .map(step -> step + " AS (\n" + indented(steps.getOrDefault(step, "")) + "\n)")
            .collect(joining(",\n", "WITH ", "\n"))
        + steps.get(last)
        + "\n";
  }

  private static String write(
      PlanNode node, SelectWriter writer, Map<PlanNode, String> names, Map<String, String> steps) {
    String known = names.get(node);
    if (known != null) {
      return known;
    }
    List<String> inputs =
        node.inputs().stream().map(input -> write(input, writer, names, steps)).toList();
    String name = unused(node.purpose(), steps);
    names.put(node, name);
    steps.put(name, writer.sql(node.select(inputs)));
    return name;
  }

  private static String unused(String purpose, Map<String, String> steps) {
    String words = purpose.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    String base = words.length() > 40 ? words.substring(0, 40) : words;
    String name = base;
    for (int i = 2; steps.containsKey(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }

  private static String indented(String text) {
    return text.lines().map(line -> "  " + line).collect(joining("\n"));
  }

  /** The names of all tables that are read. */
  public SortedSet<String> tables() {
    return new TreeSet<>(reads());
  }

  /** The names of the tables that are read, each as often as it is. */
  public List<String> reads() {
    List<String> result = new ArrayList<>();
    collect(root, result);
    return result;
  }

  private static void collect(PlanNode node, List<String> tables) {
    node.match(new TableOf()).ifPresent(table -> tables.add(table.name()));
    node.inputs().forEach(input -> collect(input, tables));
  }

  /** The table that a node reads itself. */
  private static final class TableOf implements PlanNode.Cases<Optional<TableName>> {
    @Override
    public Optional<TableName> read(Read node) {
      return Optional.of(node.table());
    }

    @Override
    public Optional<TableName> transform(Transform node) {
      return Optional.empty();
    }

    @Override
    public Optional<TableName> join(Join node) {
      return Optional.empty();
    }

    @Override
    public Optional<TableName> aggregate(Aggregate node) {
      return Optional.empty();
    }

    @Override
    public Optional<TableName> stack(Stack node) {
      return Optional.empty();
    }

    @Override
    public Optional<TableName> sort(Sort node) {
      return Optional.empty();
    }
  }

  /** The nodes as an indented tree, the result first. */
  public String explain() {
    StringBuilder text = new StringBuilder();
    explain(root, "", text);
    return text.toString();
  }

  private static void explain(PlanNode node, String indent, StringBuilder text) {
    text.append(indent)
        .append(node.getClass().getSimpleName().toLowerCase(Locale.ROOT))
        .append(": ")
        .append(node.purpose())
        .append('\n');
    node.inputs().forEach(input -> explain(input, indent + "  ", text));
  }
}
