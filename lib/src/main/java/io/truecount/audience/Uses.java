package io.truecount.audience;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import io.truecount.metric.MetricTraits;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.Metric;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.query.Filter;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which definitions each definition uses. */
final class Uses {
  private final Manifest manifest;
  private final Map<String, Audience> audiences;
  private final Set<String> names;
  private final Map<String, SavedQuery> byTrait = new HashMap<>();

  /**
   * One definition that another uses.
   *
   * @param how whether it must be computed before, or is a part of the other
   */
  record Use(Definition definition, How how) {}

  enum How {
    /** Evaluated within the other, or at the same time. */
    TOGETHER,
    /** Read from the table of its result. */
    BEFORE
  }

  Uses(Manifest manifest, List<Audience> audiences) {
    this.manifest = manifest;
    this.audiences = audiences.stream().collect(toMap(Audience::name, a -> a));
    this.names = new TreeSet<>(AudienceModels.names(manifest));
    MetricTraits.queries(manifest)
        .forEach(saved -> saved.metrics().forEach(trait -> byTrait.putIfAbsent(trait, saved)));
  }

  /** What a definition uses itself; names that nothing defines are left out. */
  List<Use> of(Definition definition) {
    return switch (definition.kind()) {
      case AUDIENCE -> of(audiences.get(definition.name()));
      case METRIC -> manifest.metric(definition.name()).stream().flatMap(this::of).toList();
      case TRAITS -> manifest.savedQuery(definition.name()).stream().flatMap(this::of).toList();
    };
  }

  /** {@code file:line} of a definition. */
  String place(Definition definition) {
    return switch (definition.kind()) {
      case AUDIENCE -> requireNonNull(audiences.get(definition.name())).place();
      case METRIC -> manifest.metric(definition.name()).orElseThrow().header().where();
      case TRAITS -> manifest.savedQuery(definition.name()).orElseThrow().where();
    };
  }

  private List<Use> of(@Nullable Audience audience) {
    List<Use> uses = new ArrayList<>();
    if (audience != null) {
      for (String trait : audience.where().match(ConditionParts.TRAITS)) {
        SavedQuery saved = byTrait.get(trait);
        if (saved != null) {
          uses.add(new Use(Definition.traits(saved.name()), How.TOGETHER));
        }
      }
      inputs(audience.where().match(ConditionParts.METRICS).stream()).forEach(uses::add);
      audience.where().match(ConditionParts.DIMENSIONS).stream()
          .map(name -> ItemName.parse(name, manifest))
          .flatMap(item -> dimension(item).stream())
          .forEach(uses::add);
      for (String other : audience.where().match(ConditionParts.REFERENCES)) {
        if (audiences.containsKey(other)) {
          uses.add(new Use(Definition.audience(other), How.TOGETHER));
        }
      }
    }
    return uses;
  }

  private Stream<Use> of(Metric metric) {
    List<WhereFilter> filters = new ArrayList<>(metric.filters());
    metric.metricInputs().forEach(input -> filters.addAll(input.filters()));
    metric.times().forEach(input -> filters.addAll(input.filters()));
    Stream<Use> own =
        names.contains(metric.name()) ? Stream.of(before(metric.name())) : Stream.of();
    return Stream.of(own, inputs(metric.metricInputs().stream().map(i -> i.name())), of(filters))
        .flatMap(uses -> uses);
  }

  private Stream<Use> of(SavedQuery saved) {
    return Stream.concat(inputs(saved.metrics().stream()), of(saved.filters()));
  }

  private Stream<Use> of(List<WhereFilter> filters) {
    return Filter.parse(filters, manifest).stream()
        .flatMap(filter -> filter.templates().values().stream())
        .flatMap(template -> template.match(new OfTemplate()));
  }

  private final class OfTemplate implements Template.Cases<Stream<Use>> {
    @Override
    public Stream<Use> item(Template.Item call) {
      return dimension(call.name()).stream();
    }

    @Override
    public Stream<Use> metric(Template.OfMetric call) {
      return inputs(Stream.of(call.metric()));
    }
  }

  /** The audience that a dimension is of; a name without a join path may mean it. */
  private Optional<Use> dimension(ItemName item) {
    List<String> links = item.links();
    boolean ofCustomer =
        links.isEmpty() || links.get(links.size() - 1).equals(AudienceModels.CUSTOMER);
    return Optional.of(item.element())
        .filter(name -> ofCustomer && names.contains(name))
        .map(Uses::before);
  }

  private static Stream<Use> inputs(Stream<String> metrics) {
    return metrics.map(name -> new Use(Definition.metric(name), How.TOGETHER));
  }

  private static Use before(String audience) {
    return new Use(Definition.audience(audience), How.BEFORE);
  }
}
