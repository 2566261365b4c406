package io.truecount.identity.rules;

import io.truecount.config.IdentityConfig.Level;

/** What an edge connects. Edges of an earlier tier are all taken before those of a later one. */
public enum Tier {
  /** A link that needs no evidence: forced by an override, or a value and its own hash. */
  FORCED,
  PERSON_PERSON,
  PERSON_DEVICE,
  DEVICE_DEVICE,
  /** Two identifiers that a matcher gives a score, whatever their levels. */
  SCORED;

  static Tier of(Level a, Level b) {
    if (a != b) {
      return PERSON_DEVICE;
    }
    return a == Level.DEVICE ? DEVICE_DEVICE : PERSON_PERSON;
  }
}
