package io.truecount.config;

import java.io.Serializable;
import java.util.Set;

/** What only one format asks of a source; each format has its own. Travels to the tasks. */
public interface FormatOptions extends Serializable {
  /** The names that these options give to events. */
  default Set<String> eventNames() {
    return Set.of();
  }

  /**
   * The path, with a dot at its end, of what a record has and no mapping reads; empty for the
   * record itself.
   *
   * @param type of the event
   */
  default String unmappedIn(String type) {
    return "";
  }

  /** Of formats that need nothing but the mapping. */
  record None() implements FormatOptions {
    private static final long serialVersionUID = 1L;
  }
}
