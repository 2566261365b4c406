package io.truecount.metric.plan;

import static java.util.stream.Collectors.joining;

import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.SelectWriter;
import io.truecount.metric.sql.TableNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The operations that answer a query, down to the tables. */
public record Plan(PlanNode root) {
  /** The columns of the result: dimensions as asked, then metrics as asked. */
  public List<String> columns() {
    return root.columns();
  }

  /** One statement that gives the result; a step that is needed twice is written once. */
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

  /** Every table that is read. */
  public SortedSet<String> tables() {
    SortedSet<String> result = new TreeSet<>();
    collect(root, result);
    return result;
  }

  private static void collect(PlanNode node, SortedSet<String> tables) {
    if (node instanceof PlanNode.Read read) {
      tables.add(read.table().name());
    }
    node.inputs().forEach(input -> collect(input, tables));
  }

  /** The operations as a tree, the result first. */
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
