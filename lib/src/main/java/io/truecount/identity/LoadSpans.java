package io.truecount.identity;

import static java.util.Comparator.comparing;

import io.truecount.config.Interval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The spans of load time that stored partial aggregates are of; no two of them overlap.
 *
 * @param dropped stored spans that are not up to date any more
 * @param fresh spans to aggregate in their place; they cover the dropped ones
 */
record LoadSpans(List<Interval> dropped, List<Interval> fresh) {
  LoadSpans {
    dropped = List.copyOf(dropped);
    fresh = List.copyOf(fresh);
  }

  /**
   * What loads do to stored spans: a span is aggregated again as a whole when a load touches it.
   *
   * <pre>
   *   stored   [1, 60)  [60, 61)  [61, 62)      touched   [61, 63)
   *   dropped                     [61, 62)      fresh     [61, 63)
   * </pre>
   */
  static LoadSpans after(Collection<Interval> stored, Collection<Interval> touched) {
    List<Interval> fresh = new ArrayList<>();
    touched.forEach(interval -> add(fresh, interval));
    List<Interval> dropped =
        stored.stream()
            .sorted(comparing(Interval::start))
            .filter(span -> touched.stream().anyMatch(load -> overlap(load, span)))
            .toList();
    dropped.forEach(span -> add(fresh, span));
    return new LoadSpans(dropped, fresh.stream().sorted(comparing(Interval::start)).toList());
  }

  /** Adds a span to some that do not overlap, as one with those that it overlaps. */
  private static void add(List<Interval> spans, Interval span) {
    Interval joined = span;
    for (Interval other : List.copyOf(spans)) {
      if (overlap(joined, other)) {
        spans.remove(other);
        joined = hull(joined, other);
      }
    }
    spans.add(joined);
  }

  private static boolean overlap(Interval one, Interval other) {
    return one.start().isBefore(other.end()) && other.start().isBefore(one.end());
  }

  private static Interval hull(Interval one, Interval other) {
    return new Interval(
        one.start().isBefore(other.start()) ? one.start() : other.start(),
        one.end().isAfter(other.end()) ? one.end() : other.end());
  }
}
