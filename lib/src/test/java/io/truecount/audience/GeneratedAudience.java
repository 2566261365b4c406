package io.truecount.audience;

import java.util.function.Function;

/** An audience as YAML, with what its condition means. */
record GeneratedAudience(String name, boolean anonymous, Condition condition) {
  /** A condition, and whether it is true for a customer: null for unknown. */
  record Condition(String yaml, Function<String, Boolean> holds) {
    boolean isTrue(String customer) {
      return Boolean.TRUE.equals(holds.apply(customer));
    }
  }

  String yaml() {
    return "audience: { name: %s, time_zone: Europe/Berlin, include_anonymous: %s, where: %s }"
        .formatted(name, anonymous, condition.yaml());
  }
}
