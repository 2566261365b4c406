package io.truecount.metric.manifest;

import java.util.List;
import java.util.Optional;

/** Another metric as an input, which may be filtered, renamed or offset. */
public record MetricInput(
    String name,
    List<WhereFilter> filters,
    Optional<String> alias,
    Optional<Window> offsetWindow,
    Optional<String> offsetToGrain) {
  public MetricInput {
    filters = List.copyOf(filters);
  }

  public boolean isOffset() {
    return offsetWindow.isPresent() || offsetToGrain.isPresent();
  }

  boolean needsTime(Manifest manifest) {
    return isOffset() || manifest.metric(name).filter(m -> m.needsTime(manifest)).isPresent();
  }

  /** Its name in the expression of the metric that it is an input of. */
  public String key() {
    return alias.orElse(name);
  }
}
