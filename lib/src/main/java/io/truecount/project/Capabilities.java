package io.truecount.project;

import static java.util.Objects.requireNonNull;

import io.truecount.source.SourceFormats;

/**
 * What a nightly can do, which a project is valid for.
 *
 * @param formats that sources may come in
 * @param tables that its steps write, besides those of models and exports
 */
public record Capabilities(SourceFormats formats, TableSet tables) {
  public Capabilities {
    requireNonNull(formats);
    requireNonNull(tables);
  }
}
