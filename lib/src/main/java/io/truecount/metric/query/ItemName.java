package io.truecount.metric.query;

import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The name of an item to group or filter by: the entities of its join path, a dimension or entity,
 * and for times a grain or part of the date. As text {@code listing__user__created_at__month}.
 */
public record ItemName(
    List<String> links, String element, Optional<String> grain, Optional<DatePart> part) {
  public static final String METRIC_TIME = "metric_time";
  private static final String SEPARATOR = "__";
  private static final String EXTRACT = "extract_";

  public ItemName {
    links = List.copyOf(links);
  }

  /** Reads a name whose parts are separated by two underscores. */
  public static ItemName parse(String text, Manifest manifest) {
    List<String> parts = new ArrayList<>(List.of(text.split(SEPARATOR, -1)));
    Optional<String> grain = Optional.empty();
    Optional<DatePart> part = Optional.empty();
    String last = parts.get(parts.size() - 1);
    if (parts.size() > 1) {
      if (last.startsWith(EXTRACT)) {
        part = DatePart.named(last.substring(EXTRACT.length()));
      } else if (Grain.named(last).isPresent() || manifest.isCustomGrain(last)) {
        grain = Optional.of(last);
      }
      if (part.isPresent() || grain.isPresent()) {
        parts.remove(parts.size() - 1);
      }
    }
    String element = parts.remove(parts.size() - 1);
    return new ItemName(parts, element, grain, part);
  }

  public boolean isMetricTime() {
    return links.isEmpty() && element.equals(METRIC_TIME);
  }

  /** Whether it is metric_time without a grain or part. */
  public boolean isBareMetricTime() {
    return isMetricTime() && grain.isEmpty() && part.isEmpty();
  }

  public ItemName withGrain(String name) {
    return new ItemName(links, element, Optional.of(name), Optional.empty());
  }

  public ItemName withPart(DatePart datePart) {
    return new ItemName(links, element, Optional.empty(), Optional.of(datePart));
  }

  public ItemName withLinks(List<String> others) {
    return new ItemName(others, element, grain, part);
  }

  /** The name without grain and part. */
  public ItemName plain() {
    return new ItemName(links, element, Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(links);
    parts.add(element);
    grain.ifPresent(parts::add);
    part.ifPresent(p -> parts.add(EXTRACT + p.label()));
    return String.join(SEPARATOR, parts);
  }
}
