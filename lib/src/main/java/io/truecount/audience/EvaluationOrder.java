package io.truecount.audience;

import io.truecount.error.Problems;
import io.truecount.metric.MetricTraits;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The order in which audiences and the traits that are metrics are computed: a trait goes before
 * the audiences that test it, and an audience before the metrics that group or filter by it.
 *
 * <pre>
 *   trait revenue    audience high_value: revenue >= 1000    trait orders_of_high_value
 *   layer 0: traits revenue; audiences high_value
 *   layer 1: traits orders_of_high_value
 * </pre>
 */
public final class EvaluationOrder {
  private final Uses uses;
  private final Map<Definition, Integer> layers = new LinkedHashMap<>();
  private final Set<Definition> open = new LinkedHashSet<>();
  private final Map<Definition, List<Definition>> circles = new LinkedHashMap<>();

  private EvaluationOrder(Uses uses) {
    this.uses = uses;
  }

  /**
   * What can be computed together.
   *
   * @param traits saved queries whose metrics become traits, computed before the audiences
   * @param audiences those whose conditions need nothing of a later layer
   */
  public record Layer(List<SavedQuery> traits, List<Audience> audiences) {
    public Layer {
      traits = List.copyOf(traits);
      audiences = List.copyOf(audiences);
    }
  }

  /** The layers, the first one first; each definition is in one of them. */
  public static List<Layer> layers(Manifest manifest, List<Audience> audiences) {
    EvaluationOrder order = new EvaluationOrder(new Uses(manifest, audiences));
    Map<Integer, List<SavedQuery>> traits = new TreeMap<>();
    Map<Integer, List<Audience>> members = new TreeMap<>();
    for (SavedQuery saved : MetricTraits.queries(manifest)) {
      int layer = order.layer(Definition.traits(saved.name()));
      traits.computeIfAbsent(layer, l -> new ArrayList<>()).add(saved);
    }
    for (Audience audience : audiences) {
      int layer = order.layer(Definition.audience(audience.name()));
      members.computeIfAbsent(layer, l -> new ArrayList<>()).add(audience);
    }
    Set<Integer> all = new TreeSet<>(traits.keySet());
    all.addAll(members.keySet());
    return all.stream()
        .map(
            layer ->
                new Layer(
                    traits.getOrDefault(layer, List.of()), members.getOrDefault(layer, List.of())))
        .toList();
  }

  /** Reports every circle once, at one of the definitions in it. */
  public static void check(Manifest manifest, List<Audience> audiences, Problems problems) {
    Uses uses = new Uses(manifest, audiences);
    EvaluationOrder order = new EvaluationOrder(uses);
    audiences.forEach(audience -> order.layer(Definition.audience(audience.name())));
    order.circles.forEach(
        (definition, circle) ->
            problems.add(
                "definitions need each other in a circle: "
                    + String.join(" -> ", circle.stream().map(Definition::toString).toList()),
                uses.place(definition),
                "take one of these uses out: a metric cannot decide who is in an audience that it"
                    + " is filtered by"));
  }

  private int layer(Definition definition) {
    Integer known = layers.get(definition);
    if (known != null) {
      return known;
    }
    if (!open.add(definition)) {
      circle(definition);
      return 0;
    }
    int layer = 0;
    for (Uses.Use use : uses.of(definition)) {
      int before = use.how() == Uses.How.BEFORE ? 1 : 0;
      layer = Math.max(layer, layer(use.definition()) + before);
    }
    open.remove(definition);
    layers.put(definition, layer);
    return layer;
  }

  private void circle(Definition definition) {
    List<Definition> path = new ArrayList<>(open);
    List<Definition> circle = new ArrayList<>(path.subList(path.indexOf(definition), path.size()));
    circle.add(definition);
    circles.put(definition, circle);
  }
}
