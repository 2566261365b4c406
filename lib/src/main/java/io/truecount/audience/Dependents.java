package io.truecount.audience;

import io.truecount.metric.MetricTraits;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.SavedQuery;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The definitions that would change with an audience. */
public final class Dependents {
  private Dependents() {}

  /**
   * The definitions that use an audience, directly or through others, its own metric included, such
   * as {@code audience win_back} and {@code metric active_customers}.
   *
   * @return sorted: audiences, metrics, and saved queries whose metrics are traits
   */
  public static List<String> of(String audience, Manifest manifest, List<Audience> audiences) {
    Uses uses = new Uses(manifest, audiences);
    Definition changed = Definition.audience(audience);
    Stream<Definition> all =
        Stream.of(
                audiences.stream().map(Audience::name).map(Definition::audience),
                manifest.metricNames().stream().map(Definition::metric),
                MetricTraits.queries(manifest).stream()
                    .map(SavedQuery::name)
                    .map(Definition::traits))
            .flatMap(definitions -> definitions);
    return all.filter(definition -> !definition.equals(changed))
        .filter(definition -> reaches(definition, changed, uses, new TreeSet<>()))
        .map(Definition::toString)
        .sorted()
        .toList();
  }

  private static boolean reaches(Definition from, Definition to, Uses uses, Set<String> visited) {
    return visited.add(from.toString())
        && uses.of(from).stream()
            .map(Uses.Use::definition)
            .anyMatch(used -> used.equals(to) || reaches(used, to, uses, visited));
  }
}
