package io.truecount.metric.plan;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Entity;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.plan.GroupByItem.Hop;
import io.truecount.metric.query.ItemName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a name means for a model: its own dimensions and keys first, then those of the models
 * that can be reached by primary, unique or versioned keys over the fewest joins. A name may leave
 * out the beginning of the way when only one thing fits.
 */
final class Resolver {
  private static final int MOST_HOPS = 6;

  private final Manifest manifest;

  Resolver(Manifest manifest) {
    this.manifest = manifest;
  }

  /** A model on the way, and the way to it. */
  private record Place(SemanticModel model, List<Hop> path) {
    List<String> links() {
      return path.stream().map(Hop::entity).toList();
    }
  }

  GroupByItem resolve(
      SemanticModel root, Optional<Dimension> ownTime, ItemName name, String where) {
    return find(root, ownTime, name, where)
        .orElseThrow(
            () -> {
              List<String> known =
                  reachable(root).stream()
                      .map(i -> i.name().plain().toString())
                      .distinct()
                      .toList();
              return TruecountException.invalid(
                  Problem.of(
                      "\"%s\" cannot be reached from model \"%s\"".formatted(name, root.name()),
                      where,
                      Suggestion.remedy(name.plain().toString(), known)));
            });
  }

  Optional<GroupByItem> find(
      SemanticModel root, Optional<Dimension> ownTime, ItemName name, String where) {
    if (name.isMetricTime()) {
      return ownTime.map(time -> time(name, List.of(), time, ownTime, where));
    }
    List<Place> level = List.of(new Place(root, List.of()));
    for (int hops = 0; hops <= MOST_HOPS && !level.isEmpty(); hops++) {
      List<GroupByItem> found = new ArrayList<>();
      for (Place place : level) {
        found.addAll(at(place, name, ownTime, where));
      }
      if (!found.isEmpty()) {
        return Optional.of(only(found, name, where));
      }
      level = level.stream().flatMap(place -> next(root, place).stream()).toList();
    }
    return Optional.empty();
  }

  /** Everything that can be asked from a model, times at their own grain. */
  List<GroupByItem> reachable(SemanticModel root) {
    List<GroupByItem> result = new ArrayList<>();
    List<Place> level = List.of(new Place(root, List.of()));
    for (int hops = 0; hops <= MOST_HOPS && !level.isEmpty(); hops++) {
      for (Place place : level) {
        for (Dimension dimension : place.model().dimensions()) {
          result.addAll(at(place, bare(dimension.name()), Optional.empty(), ""));
        }
        for (Entity entity : place.model().entities()) {
          result.addAll(at(place, bare(entity.name()), Optional.empty(), ""));
        }
      }
      level = level.stream().flatMap(place -> next(root, place).stream()).toList();
    }
    return result;
  }

  private static ItemName bare(String element) {
    return new ItemName(List.of(), element, Optional.empty(), Optional.empty());
  }

  /** Exactly as written before longer ways; the same value found twice is one. */
  private static GroupByItem only(List<GroupByItem> found, ItemName name, String where) {
    List<GroupByItem> exact =
        found.stream().filter(i -> i.name().links().equals(name.links())).distinct().toList();
    List<GroupByItem> distinct = exact.isEmpty() ? found.stream().distinct().toList() : exact;
    if (distinct.size() > 1 && distinct.stream().map(GroupByItem::path).distinct().count() > 1) {
      throw TruecountException.invalid(
          Problem.of(
              "\"%s\" can mean %s"
                  .formatted(
                      name, String.join(" or ", distinct.stream().map(Resolver::way).toList())),
              where,
              "write the whole way"));
    }
    return distinct.get(0);
  }

  private static String way(GroupByItem item) {
    List<String> models = item.path().stream().map(h -> h.target().name()).toList();
    return item.name() + (models.isEmpty() ? "" : " (by " + String.join(", ", models) + ")");
  }

  private List<GroupByItem> at(
      Place place, ItemName name, Optional<Dimension> ownTime, String where) {
    List<GroupByItem> result = new ArrayList<>();
    place
        .model()
        .entity(name.element())
        .filter(e -> place.path().isEmpty() || !lastEntity(place).equals(e.name()))
        .ifPresent(
            entity -> {
              for (List<String> links : entityLinks(place, entity)) {
                if (endsWith(links, name.links())) {
                  result.add(new GroupByItem.Key(name.withLinks(links), place.path(), entity));
                }
              }
            });
    place
        .model()
        .dimension(name.element())
        .ifPresent(
            dimension -> {
              for (List<String> links : dimensionLinks(place)) {
                if (endsWith(links, name.links())) {
                  result.add(dimension(name.withLinks(links), place, dimension, ownTime, where));
                }
              }
            });
    return result;
  }

  private GroupByItem dimension(
      ItemName name, Place place, Dimension dimension, Optional<Dimension> own, String where) {
    return dimension.isTime()
        ? time(name, place.path(), dimension, own, where)
        : new GroupByItem.Category(name, place.path(), dimension);
  }

  private static String lastEntity(Place place) {
    return place.path().get(place.path().size() - 1).entity();
  }

  private static List<List<String>> entityLinks(Place place, Entity entity) {
    if (!place.path().isEmpty()) {
      return List.of(place.links());
    }
    List<List<String>> result = new ArrayList<>();
    result.add(List.of());
    for (String link : place.model().localLinks()) {
      if (!link.equals(entity.name())) {
        result.add(List.of(link));
      }
    }
    return result;
  }

  private static List<List<String>> dimensionLinks(Place place) {
    return place.path().isEmpty()
        ? place.model().localLinks().stream().map(List::of).toList()
        : List.of(place.links());
  }

  private static boolean endsWith(List<String> links, List<String> suffix) {
    return links.size() >= suffix.size()
        && links.subList(links.size() - suffix.size(), links.size()).equals(suffix);
  }

  private GroupByItem.Time time(
      ItemName name, List<Hop> path, Dimension dimension, Optional<Dimension> own, String where) {
    Grain finest = dimension.grain().orElse(Grain.DAY);
    boolean isOwn = path.isEmpty() && own.filter(dimension::equals).isPresent();
    if (name.part().isPresent()) {
      return new GroupByItem.Time(
          name, path, dimension, new GroupByItem.OfPart(name.part().get()), isOwn);
    }
    String asked = name.grain().orElse(finest.label());
    Optional<Grain> grain = Grain.named(asked);
    if (grain.isPresent() && grain.get().finerThan(finest)) {
      throw TruecountException.invalid(
          Problem.of(
              "\"%s\" is finer than the data, which has one time a %s"
                  .formatted(name, finest.label()),
              where,
              "ask for %s or coarser".formatted(finest.label())));
    }
    GroupByItem.Unit unit =
        grain.isPresent() ? new GroupByItem.OfGrain(grain.get()) : new GroupByItem.OfCustom(asked);
    return new GroupByItem.Time(name.withGrain(asked), path, dimension, unit, isOwn);
  }

  private List<Place> next(SemanticModel root, Place place) {
    List<Place> result = new ArrayList<>();
    for (Entity entity : place.model().entities()) {
      if (!place.path().isEmpty() && lastEntity(place).equals(entity.name())) {
        continue;
      }
      for (SemanticModel target : manifest.models()) {
        boolean seen =
            target.equals(root) || place.path().stream().anyMatch(h -> h.target().equals(target));
        if (!seen && target.entity(entity.name()).filter(e -> e.type().joinable()).isPresent()) {
          List<Hop> path = new ArrayList<>(place.path());
          path.add(new Hop(entity.name(), target));
          result.add(new Place(target, path));
        }
      }
    }
    return result;
  }
}
