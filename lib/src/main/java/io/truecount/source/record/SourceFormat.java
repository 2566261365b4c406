package io.truecount.source.record;

import static java.util.Objects.requireNonNull;

import io.truecount.config.FormatRules;

/**
 * A format that sources come in: the rules of its configuration, and its reader. Each format is one
 * value in a package of its own, and one line of SourceFormats.
 */
public record SourceFormat(FormatRules rules, SourceReader reader) {
  public SourceFormat {
    requireNonNull(rules);
    requireNonNull(reader);
  }
}
