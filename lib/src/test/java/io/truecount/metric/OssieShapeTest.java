package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.metric.exchange.ExchangeFormat;
import io.truecount.metric.manifest.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Exported documents have the shape of Apache Ossie's core specification 0.2.0.dev0, one semantic
 * model a document: what is required is there, and nothing that it does not know.
 */
final class OssieShapeTest {
  /** Of a kind of node: the keys it must have, the ones it may have, and the kinds below them. */
  private record Shape(Set<String> required, Set<String> optional, Map<String, Shape> below) {}

  private static final Shape EXTENSION =
      new Shape(Set.of("vendor_name", "data"), Set.of(), Map.of());
  private static final Shape EXPRESSION =
      new Shape(
          Set.of("dialects"),
          Set.of(),
          Map.of("dialects", new Shape(Set.of("dialect", "expression"), Set.of(), Map.of())));
  private static final Shape FIELD =
      new Shape(
          Set.of("name", "expression"),
          Set.of("description", "dimension"),
          Map.of(
              "expression",
              EXPRESSION,
              "dimension",
              new Shape(Set.of("is_time"), Set.of(), Map.of())));
  private static final Shape DATASET =
      new Shape(
          Set.of("name", "source"),
          Set.of("primary_key", "unique_keys", "description", "fields"),
          Map.of("fields", FIELD));
  private static final Shape RELATIONSHIP =
      new Shape(Set.of("name", "from", "to", "from_columns", "to_columns"), Set.of(), Map.of());
  private static final Shape METRIC =
      new Shape(
          Set.of("name", "expression"), Set.of("description"), Map.of("expression", EXPRESSION));
  private static final Shape DOCUMENT =
      new Shape(
          Set.of("version", "name", "datasets"),
          Set.of("description", "relationships", "metrics", "custom_extensions"),
          Map.of(
              "datasets", DATASET,
              "relationships", RELATIONSHIP,
              "metrics", METRIC,
              "custom_extensions", EXTENSION));

  @ParameterizedTest
  @MethodSource("io.truecount.metric.ExchangeTest#manifests")
  void an_exported_document_is_ossie(Manifest manifest) {
    String text = ExchangeFormat.ossie.export(manifest).files().values().iterator().next();
    Map<?, ?> document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);

    check("document", document, DOCUMENT);
    assertThat(document.get("version")).isEqualTo("0.2.0.dev0");
    Set<String> datasets = names(document, "datasets");
    for (Map<?, ?> relationship : list(document, "relationships")) {
      assertThat(datasets).contains(text(relationship, "from"), text(relationship, "to"));
      assertThat(columns(relationship, "from_columns"))
          .isNotEmpty()
          .hasSameSizeAs(columns(relationship, "to_columns"));
    }
    assertThat(names(document, "metrics")).hasSameSizeAs(list(document, "metrics"));
  }

  private static void check(String path, Map<?, ?> node, Shape shape) {
    Set<String> keys = new TreeSet<>();
    node.keySet().forEach(key -> keys.add(String.valueOf(key)));
    assertThat(keys).as(path).containsAll(shape.required());
    keys.removeAll(shape.required());
    assertThat(shape.optional()).as(path).containsAll(keys);
    shape
        .below()
        .forEach(
            (key, below) -> {
              if (node.containsKey(key)) {
                value(path + "." + key, node.get(key), below);
              }
            });
  }

  private static void value(String path, @Nullable Object value, Shape shape) {
    if (value instanceof List<?> items) {
      assertThat(items).as(path).isNotEmpty();
      items.forEach(item -> check(path, (Map<?, ?>) item, shape));
    } else {
      check(path, (Map<?, ?>) Objects.requireNonNull(value), shape);
    }
  }

  private static List<Map<?, ?>> list(Map<?, ?> node, String key) {
    return node.get(key) instanceof List<?> items
        ? items.stream().<Map<?, ?>>map(item -> (Map<?, ?>) item).toList()
        : List.of();
  }

  private static List<?> columns(Map<?, ?> node, String key) {
    return node.get(key) instanceof List<?> items ? items : List.of();
  }

  private static Set<String> names(Map<?, ?> node, String key) {
    Set<String> names = new TreeSet<>();
    list(node, key).forEach(item -> names.add(text(item, "name")));
    return names;
  }

  private static String text(Map<?, ?> node, String key) {
    return String.valueOf(node.get(key));
  }
}
