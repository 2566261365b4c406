package io.truecount.config;

import io.truecount.config.LinkRules.CannotLink;
import io.truecount.config.LinkRules.Named;
import io.truecount.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads pairs of identifiers: {@code [["user_id=u1", "email=jane@shop.example"], …]}. */
final class CannotLinkReader {
  private final ConfigNode node;
  private final String key;
  private final Collection<String> types;

  private CannotLinkReader(ConfigNode node, String key, Collection<String> types) {
    this.node = node;
    this.key = key;
    this.types = types;
  }

  static List<CannotLink> read(ConfigNode node, String key, Collection<String> types) {
    CannotLinkReader reader = new CannotLinkReader(node, key, types);
    List<CannotLink> pairs = new ArrayList<>();
    for (ConfigNode.Items pair : node.lists(key)) {
      reader.pair(pair).ifPresent(pairs::add);
    }
    return pairs;
  }

  private Optional<CannotLink> pair(ConfigNode.Items pair) {
    if (pair.texts().size() != 2) {
      problem(
          pair,
          "%s.%s has an entry that is no pair".formatted(node.path(), key),
          "write [[\"user_id=u1\", \"user_id=u2\"], …]");
      return Optional.empty();
    }
    Optional<Named> a = named(pair, 0);
    Optional<Named> b = named(pair, 1);
    return a.isPresent() && b.isPresent()
        ? Optional.of(new CannotLink(a.get(), b.get()))
        : Optional.empty();
  }

  private Optional<Named> named(ConfigNode.Items pair, int position) {
    Optional<Named> named = Named.parse(pair.texts().get(position));
    if (named.isEmpty()) {
      problem(
          pair,
          "item %d of a pair of %s.%s is no identifier".formatted(position + 1, node.path(), key),
          "write it as type=value, such as user_id=u1");
      return Optional.empty();
    }
    String type = named.get().type();
    if (!types.contains(type)) {
      problem(
          pair,
          "%s.%s names the type %s, which identity.types does not declare"
              .formatted(node.path(), key, type),
          Suggestion.remedy(type, types));
      return Optional.empty();
    }
    return named;
  }

  private void problem(ConfigNode.Items pair, String what, String remedy) {
    node.problems().add(what, pair.where(), remedy);
  }
}
