package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.audience.Condition.All;
import io.truecount.audience.Condition.Any;
import io.truecount.audience.Condition.Not;
import io.truecount.audience.Condition.Reference;
import io.truecount.audience.Condition.Trait;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Suggestion;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads the conditions of one audience. */
final class ConditionReader {
  private static final Condition STAND_IN = new All(List.of());

  private final KnownTraits traits;
  private final ZoneId zone;
  private final Impossible impossible;
  private final Map<String, Function<YamlNode, Condition>> kinds = new LinkedHashMap<>();

  /** Where other audiences are named, for the check that they exist. */
  private final Map<String, YamlNode> references = new LinkedHashMap<>();

  /** How many {@code not} are around what is read: within one, anything may be impossible. */
  private int negations;

  ConditionReader(Vocabulary vocabulary, ZoneId zone, Impossible impossible) {
    this.impossible = impossible;
    this.traits = vocabulary.traits();
    this.zone = zone;
    EventReader events = new EventReader(vocabulary.events(), zone);
    MetricReader metrics = new MetricReader(vocabulary, zone);
    kinds.put("all", this::all);
    kinds.put("any", n -> new Any(conditions(n.child("any"))));
    kinds.put("not", this::not);
    kinds.put("trait", this::trait);
    kinds.put("dimension", new DimensionReader(vocabulary, zone)::read);
    kinds.put("event", events::read);
    kinds.put("sequence", new SequenceReader(events, zone)::read);
    kinds.put("metric", metrics::metric);
    kinds.put("top", metrics::top);
    kinds.put("audience", this::reference);
  }

  Map<String, YamlNode> references() {
    return references;
  }

  Condition read(YamlNode node) {
    if (!node.isMapping()) {
      node.problem("not a condition", "start with one of: " + String.join(", ", kinds.keySet()));
      return STAND_IN;
    }
    List<String> found = kinds.keySet().stream().filter(node::has).toList();
    if (found.size() != 1) {
      return unclear(node, found);
    }
    try (node) {
      Condition condition = requireNonNull(kinds.get(found.get(0))).apply(node);
      if (negations == 0) {
        impossible.report(condition, node);
      }
      return condition;
    }
  }

  private Condition unclear(YamlNode node, List<String> found) {
    String first = node.keys().stream().findFirst().orElse("");
    if (found.isEmpty()) {
      node.problem(
          "unknown condition \"%s\"".formatted(first), Suggestion.remedy(first, kinds.keySet()));
    } else {
      node.problem(
          "several conditions in one: " + String.join(", ", found),
          "make a list of them under all: or any:");
    }
    return STAND_IN;
  }

  private List<Condition> conditions(YamlNode list) {
    List<YamlNode> items = list.items();
    if (items.isEmpty()) {
      list.problem("no conditions", "list at least one");
    }
    return items.stream().map(this::read).toList();
  }

  private Condition all(YamlNode node) {
    YamlNode list = node.child("all");
    List<Condition> conditions = conditions(list);
    if (negations == 0) {
      List<YamlNode> items = list.items();
      impossible.reportTogether(
          IntStream.range(0, conditions.size())
              .mapToObj(i -> new Impossible.Placed(conditions.get(i), items.get(i)))
              .toList());
    }
    return new All(conditions);
  }

  private Condition not(YamlNode node) {
    negations++;
    Condition negated = read(node.child("not"));
    negations--;
    return new Not(negated);
  }

  private Condition trait(YamlNode node) {
    String name = node.text("trait");
    List<String> known = Arrays.asList(traits.columns().fieldNames());
    if (!known.contains(name)) {
      if (traits.extent() == KnownTraits.Extent.ALL) {
        node.child("trait")
            .problem("unknown trait \"%s\"".formatted(name), Suggestion.remedy(name, known));
      }
      return new Trait(name, ValueTestReader.ofTrait(node, Optional.empty(), zone));
    }
    return new Trait(
        name,
        ValueTestReader.ofTrait(node, Optional.of(traits.columns().apply(name).dataType()), zone));
  }

  private Condition reference(YamlNode node) {
    String name = node.text("audience");
    references.putIfAbsent(name, node.child("audience"));
    return new Reference(name);
  }
}
