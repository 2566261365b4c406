package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/**
 * What configuration knows of a format that sources come in; the package of the format says it.
 *
 * @param name as configurations spell it
 * @param describesItself whether its records say what happened, so that a source needs no {@code
 *     event} block
 * @param keys what only this format asks of a source
 * @param options reads these keys
 */
public record FormatRules(
    String name,
    boolean describesItself,
    List<String> keys,
    Function<ConfigNode, FormatOptions> options) {
  public FormatRules {
    requireNonNull(name);
    keys = List.copyOf(keys);
    requireNonNull(options);
  }

  /** A format that is read by the mapping alone. */
  public static FormatRules mapped(String name) {
    return new FormatRules(name, false, List.of(), node -> new FormatOptions.None());
  }
}
