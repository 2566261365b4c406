package io.truecount.config.yaml;

import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One node of a YAML document, read key by key. What is missing or of the wrong kind becomes a
 * problem with {@code file:line} and a harmless stand-in, so that reading goes on and every error
 * is found in one pass; {@link #close} reports the keys of a mapping that no reader has requested.
 */
public final class YamlNode implements AutoCloseable {
  private final @Nullable Node node;
  private final String file;
  private final String path;
  private final String parentPlace;
  private final Problems problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> requested = new TreeSet<>();

  YamlNode(@Nullable Node node, String file, String path, String parentPlace, Problems problems) {
    this.node = node;
    this.file = file;
    this.path = path;
    this.parentPlace = parentPlace;
    this.problems = problems;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::index);
    }
  }

  /** A node that holds nothing, for a file that may leave it out. */
  public static YamlNode empty(String file, Problems problems) {
    return new YamlNode(null, file, "", file, problems);
  }

  private void index(NodeTuple entry) {
    if (entry.getKeyNode() instanceof ScalarNode key) {
      if (values.containsKey(key.getValue())) {
        problems.add(
            "key %s occurs twice, first at %s"
                .formatted(qualified(key.getValue()), where(key.getValue())),
            place(key),
            "keep one of them");
      }
      values.put(key.getValue(), entry.getValueNode());
      keys.put(key.getValue(), key);
    }
  }

  /** {@code file:line} of this node; of its parent when the node is absent. */
  public String where() {
    return node == null ? parentPlace : place(node);
  }

  /** {@code file:line} of a key, or of this node when the key is absent. */
  public String where(String key) {
    Node found = keys.get(key);
    return found == null ? where() : place(found);
  }

  /** The way from the document's root, such as {@code metric.type_params.expr}. */
  public String path() {
    return path;
  }

  public Problems problems() {
    return problems;
  }

  /** Whether the node is there and not null. */
  public boolean present() {
    return node != null && !Tag.NULL.equals(node.getTag());
  }

  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  public boolean isScalar() {
    return present() && node instanceof ScalarNode;
  }

  /** Whether the mapping has the key with a value that is not null. */
  public boolean has(String key) {
    requested.add(key);
    Node value = values.get(key);
    return value != null && !Tag.NULL.equals(value.getTag());
  }

  /** The keys of a mapping in the order of the file. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** The node at {@code key}, absent or not. */
  public YamlNode child(String key) {
    requested.add(key);
    return new YamlNode(values.get(key), file, qualified(key), where(key), problems);
  }

  /** The node at {@code key}, empty when absent or null. */
  public Optional<YamlNode> optional(String key) {
    return has(key) ? Optional.of(child(key)) : Optional.empty();
  }

  /** The node at {@code key}; a problem when it is absent. */
  public YamlNode required(String key) {
    if (!has(key)) {
      problems.add("%s is missing".formatted(qualified(key)), where(), "add %s:".formatted(key));
    }
    return child(key);
  }

  /** The items of the list at {@code key}; an absent key is the empty list. */
  public List<YamlNode> children(String key) {
    return optional(key).map(YamlNode::items).orElse(List.of());
  }

  /** The items of this list; a node that is no list is a problem. */
  public List<YamlNode> items() {
    if (!(node instanceof SequenceNode sequence)) {
      if (present()) {
        problem("%s must be a list".formatted(path), "start each item with \"- \"");
      }
      return List.of();
    }
    List<YamlNode> result = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      result.add(
          new YamlNode(
              item, file, "%s[%d]".formatted(path, result.size()), place(sequence), problems));
    }
    return result;
  }

  /** The named nodes of this mapping, in the order of the file. */
  public Map<String, YamlNode> entries() {
    Map<String, YamlNode> result = new LinkedHashMap<>();
    values.keySet().forEach(key -> result.put(key, child(key)));
    return result;
  }

  /** This scalar's text as written (quotes removed). */
  public String text() {
    if (node instanceof ScalarNode scalar && present()) {
      return scalar.getValue();
    }
    if (node != null) {
      problem("%s must be a text".formatted(path), "write a single value");
    }
    return "";
  }

  public String text(String key) {
    YamlNode child = required(key);
    return child.present() ? child.text() : "";
  }

  public Optional<String> optionalText(String key) {
    return optional(key).map(YamlNode::text);
  }

  /** A list of texts; one text stands for a list of one; an absent key for the empty list. */
  public List<String> texts(String key) {
    return optional(key)
        .map(
            n -> n.isScalar() ? List.of(n.text()) : n.items().stream().map(YamlNode::text).toList())
        .orElse(List.of());
  }

  /** A truth value; absent means {@code standard}. YAML 1.1's spellings are read, as dbt does. */
  public boolean bool(String key, boolean standard) {
    return optional(key)
        .map(n -> n.parsed(YamlNode::parseBoolean, standard, "true or false"))
        .orElse(standard);
  }

  public Optional<Double> optionalDecimal(String key) {
    return optional(key).map(n -> n.parsed(Double::parseDouble, 0.0, "a number"));
  }

  public Optional<Long> optionalInteger(String key) {
    return optional(key).map(n -> n.parsed(Long::parseLong, 0L, "a whole number"));
  }

  /** One constant of an enum, written in any case with {@code _} or {@code -}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    E first = type.getEnumConstants()[0];
    YamlNode child = required(key);
    return child.present() ? child.constant(type, first) : first;
  }

  public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    return optional(key).map(n -> n.constant(type, type.getEnumConstants()[0]));
  }

  private <E extends Enum<E>> E constant(Class<E> type, E standIn) {
    String text = text().toLowerCase(Locale.ROOT).replace('-', '_');
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      known.add(name);
    }
    if (!text.isEmpty()) {
      problem("unknown %s \"%s\"".formatted(path, text), Suggestion.remedy(text, known));
    }
    return standIn;
  }

  private <T> T parsed(Function<String, T> parse, T standIn, String expected) {
    String text = text();
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      problem("%s must be %s, not %s".formatted(path, expected, text), "correct the value");
      return standIn;
    }
  }

  /** Reports a problem at this node. */
  public void problem(String what, String remedy) {
    problems.add(what, where(), remedy);
  }

  /** Counts keys as known without reading them. */
  public YamlNode ignoring(String... known) {
    requested.addAll(List.of(known));
    return this;
  }

  /** Reports the keys that no reader has requested. */
  @Override
  public void close() {
    for (String key : values.keySet()) {
      if (!requested.contains(key)) {
        problems.add(
            "unknown key %s".formatted(qualified(key)),
            where(key),
            Suggestion.remedy(key, requested));
      }
    }
  }

  private String place(Node at) {
    Optional<Mark> mark = at.getStartMark();
    return mark.map(m -> file + ":" + (m.getLine() + 1)).orElse(file);
  }

  private String qualified(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
