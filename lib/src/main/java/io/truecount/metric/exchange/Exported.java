package io.truecount.metric.exchange;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Definitions in another form.
 *
 * @param files texts by file name
 * @param losses what the form cannot express, one sentence each; empty when it expresses everything
 */
public record Exported(Map<String, String> files, List<String> losses) {
  public Exported {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    losses = List.copyOf(losses);
  }
}
