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
 * Finds the item that a name means for a model. The model's own dimensions and keys come first,
 * then those of other models, over the fewest joins by primary, unique or versioned keys. A name
 * may leave out the beginning of its join path when only one item fits.
 *
 * <pre>
 *   orders: order (primary), customer (foreign)     customer__country         country of customers
 *   customers: customer (primary), region (foreign) region__name              name of regions, over
 *   regions: region (primary)                                                 customer and region
 *                                                   customer__region__name    the same
 * </pre>
 */
final class Resolver {
  private static final int MOST_HOPS = 6;

  private final Manifest manifest;

  Resolver(Manifest manifest) {
    this.manifest = manifest;
  }

  /** A model, and the join path that leads to it. */
  private record Place(SemanticModel model, List<Hop> path) {
    List<String> links() {
      return path.stream().map(Hop::entity).toList();
    }
  }

  /**
   * The item that a name means.
   *
   * @param ownTime the time that metric_time stands for
   * @param where the place that errors are reported at
   * @throws TruecountException when it is not found, ambiguous, or finer than the data
   */
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

  /** As {@link #resolve}, but empty when it is not found. */
  Optional<GroupByItem> find(
      SemanticModel root, Optional<Dimension> ownTime, ItemName name, String where) {
    if (name.isMetricTime()) {
      return ownTime.map(time -> time(name, List.of(), time, ownTime, where));
    }
    List<Place> frontier = List.of(new Place(root, List.of()));
    for (int hops = 0; hops <= MOST_HOPS && !frontier.isEmpty(); hops++) {
      List<GroupByItem> found = new ArrayList<>();
      for (Place place : frontier) {
        found.addAll(at(place, name, ownTime, where));
      }
      if (!found.isEmpty()) {
        return Optional.of(only(found, name, where));
      }
      frontier = frontier.stream().flatMap(place -> next(root, place).stream()).toList();
    }
    return Optional.empty();
  }

  /** All items that a model can be grouped by, times at their own grain. */
  List<GroupByItem> reachable(SemanticModel root) {
    List<GroupByItem> result = new ArrayList<>();
    List<Place> frontier = List.of(new Place(root, List.of()));
    for (int hops = 0; hops <= MOST_HOPS && !frontier.isEmpty(); hops++) {
      for (Place place : frontier) {
        for (Dimension dimension : place.model().dimensions()) {
          result.addAll(at(place, bare(dimension.name()), Optional.empty(), ""));
        }
        for (Entity entity : place.model().entities()) {
          result.addAll(at(place, bare(entity.name()), Optional.empty(), ""));
        }
      }
      frontier = frontier.stream().flatMap(place -> next(root, place).stream()).toList();
    }
    return result;
  }

  private static ItemName bare(String element) {
    return new ItemName(List.of(), element, Optional.empty(), Optional.empty());
  }

  /** Prefers the join path as written to longer ones; the same item found twice is one. */
  private static GroupByItem only(List<GroupByItem> found, ItemName name, String where) {
    List<GroupByItem> exact =
        found.stream().filter(i -> i.name().links().equals(name.links())).distinct().toList();
    List<GroupByItem> distinct = exact.isEmpty() ? found.stream().distinct().toList() : exact;
    if (distinct.size() > 1 && distinct.stream().map(GroupByItem::path).distinct().count() > 1) {
      throw TruecountException.invalid(
          Problem.of(
              "\"%s\" can mean %s"
                  .formatted(
                      name,
                      String.join(" or ", distinct.stream().map(Resolver::described).toList())),
              where,
              "write the whole join path"));
    }
    return distinct.get(0);
  }

  private static String described(GroupByItem item) {
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
    String written = name.grain().orElse(finest.label());
    Optional<Grain> grain = Grain.named(written);
    if (grain.isPresent() && grain.get().finerThan(finest)) {
      throw TruecountException.invalid(
          Problem.of(
              "\"%s\" is finer than the data, which has one time a %s"
                  .formatted(name, finest.label()),
              where,
              "query it by %s or coarser".formatted(finest.label())));
    }
    GroupByItem.Unit unit =
        grain.isPresent()
            ? new GroupByItem.OfGrain(grain.get())
            : new GroupByItem.OfCustom(written);
    return new GroupByItem.Time(name.withGrain(written), path, dimension, unit, isOwn);
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
