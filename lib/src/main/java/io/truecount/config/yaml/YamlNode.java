package io.truecount.config.yaml;

import io.truecount.config.ReadNode;
import io.truecount.error.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
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
public final class YamlNode extends ReadNode {
  private final @Nullable Node node;
  private final String file;
  private final String parentPlace;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();

  YamlNode(@Nullable Node node, String file, String path, String parentPlace, Problems problems) {
    super(path, problems);
    this.node = node;
    this.file = file;
    this.parentPlace = parentPlace;
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
        problems()
            .add(
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
  @Override
  public String where() {
    return node == null ? parentPlace : place(node);
  }

  @Override
  public String where(String key) {
    Node found = keys.get(key);
    return found == null ? where() : place(found);
  }

  @Override
  protected Set<String> found() {
    return values.keySet();
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

  /** Whether it is a text in quotes, or a block of text. */
  public boolean isQuoted() {
    return node instanceof ScalarNode scalar && scalar.getScalarStyle() != ScalarStyle.PLAIN;
  }

  /** Whether the mapping has the key with a value that is not null. */
  public boolean has(String key) {
    request(key);
    Node value = values.get(key);
    return value != null && !Tag.NULL.equals(value.getTag());
  }

  /** The keys of a mapping in the order of the file. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** The node at {@code key}, absent or not. */
  public YamlNode child(String key) {
    request(key);
    return new YamlNode(values.get(key), file, qualified(key), where(key), problems());
  }

  /** The node at {@code key}, empty when absent or null. */
  public Optional<YamlNode> optional(String key) {
    return has(key) ? Optional.of(child(key)) : Optional.empty();
  }

  /** The node at {@code key}; a problem when it is absent. */
  public YamlNode required(String key) {
    if (!has(key)) {
      missing(key, "add %s:".formatted(key));
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
        problem("%s must be a list".formatted(path()), "start each item with \"- \"");
      }
      return List.of();
    }
    List<YamlNode> result = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      result.add(
          new YamlNode(
              item, file, "%s[%d]".formatted(path(), result.size()), place(sequence), problems()));
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
      problem("%s must be a text".formatted(path()), "write a single value");
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
        .map(n -> n.parsed(n.scalar(), standard, YamlNode::truthInAnyCase, "true or false"))
        .orElse(standard);
  }

  public Optional<Double> optionalDecimal(String key) {
    return optional(key).map(n -> n.parsed(n.scalar(), 0.0, Double::parseDouble, "a number"));
  }

  public Optional<Long> optionalInteger(String key) {
    return optional(key).map(n -> n.parsed(n.scalar(), 0L, Long::parseLong, "a whole number"));
  }

  /** One constant of an enum, written in any case with {@code _} or {@code -}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    YamlNode child = required(key);
    return child.present() ? child.constant(child.scalar(), type) : type.getEnumConstants()[0];
  }

  public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    return optional(key).map(n -> n.constant(n.scalar(), type));
  }

  private Scalar scalar() {
    return new Scalar(path(), where(), text());
  }

  /** Reports a problem at this node. */
  public void problem(String what, String remedy) {
    problems().add(what, where(), remedy);
  }

  /** Counts keys as known without reading them. */
  public YamlNode ignoring(String... known) {
    request(known);
    return this;
  }

  private String place(Node at) {
    Optional<Mark> mark = at.getStartMark();
    return mark.map(m -> file + ":" + (m.getLine() + 1)).orElse(file);
  }

  private static Boolean truthInAnyCase(String text) {
    return truth(text.toLowerCase(Locale.ROOT));
  }
}
