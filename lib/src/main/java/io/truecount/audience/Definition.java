package io.truecount.audience;

import static java.util.Objects.requireNonNull;

/** A definition that may use others. */
record Definition(Kind kind, String name) {
  enum Kind {
    AUDIENCE("audience"),
    METRIC("metric"),
    /** A saved query whose metrics become traits. */
    TRAITS("traits of saved query");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  Definition {
    requireNonNull(kind);
    requireNonNull(name);
  }

  static Definition audience(String name) {
    return new Definition(Kind.AUDIENCE, name);
  }

  static Definition metric(String name) {
    return new Definition(Kind.METRIC, name);
  }

  static Definition traits(String savedQuery) {
    return new Definition(Kind.TRAITS, savedQuery);
  }

  @Override
  public String toString() {
    return kind.words + " " + name;
  }
}
