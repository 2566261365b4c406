package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Someone's word that what a check measures is right although it breaks its limit.
 *
 * @param name of the audience, or of the limit
 * @param until of runs as of an earlier instant than the beginning of this day, in UTC
 * @param by who says so
 * @param reason why it is right
 * @param where {@code file:line}
 */
public record Allowance(String name, LocalDate until, String by, String reason, String where) {
  public Allowance {
    requireNonNull(name);
    requireNonNull(until);
    requireNonNull(by);
    requireNonNull(reason);
    requireNonNull(where);
  }

  /** Whether it is of a run. */
  public boolean covers(Instant asOf) {
    return asOf.isBefore(Interval.midnight(until));
  }

  /** For people: until when, who and why. */
  public String text() {
    return "allowed until %s by %s: %s".formatted(until, by, reason);
  }

  /** The first of some that is of a name and a run. */
  static Optional<Allowance> find(List<Allowance> allowances, String name, Instant asOf) {
    return allowances.stream()
        .filter(allowance -> allowance.name().equals(name) && allowance.covers(asOf))
        .findFirst();
  }

  /** The entries of the check's {@code allow}. */
  static List<Allowance> read(ConfigNode node) {
    List<Allowance> allowances = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : node.children("allow").entrySet()) {
      allowances.add(allowance(entry.getKey(), entry.getValue()));
    }
    return allowances;
  }

  private static Allowance allowance(String name, ConfigNode node) {
    try (node) {
      return new Allowance(name, until(node), said(node, "by"), said(node, "reason"), node.where());
    }
  }

  private static String said(ConfigNode node, String key) {
    String text = node.string(key);
    if (node.has(key) && text.isBlank()) {
      node.problem(key, "%s.%s is empty".formatted(node.path(), key), "say who, and why");
    }
    return text;
  }

  private static LocalDate until(ConfigNode node) {
    String text = node.string("until");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      if (node.has("until")) {
        node.problem("until", "not a date: %s".formatted(text), "write it as 2026-03-31");
      }
      return LocalDate.EPOCH;
    }
  }
}
