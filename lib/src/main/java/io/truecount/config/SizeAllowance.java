package io.truecount.config;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Someone's word that the size of an audience is right although it breaks its limits.
 *
 * @param until of runs as of an earlier instant than the beginning of this day, in UTC
 * @param by who says so
 * @param reason why the size has changed
 * @param where {@code file:line}
 */
public record SizeAllowance(
    String audience, LocalDate until, String by, String reason, String where) {
  public SizeAllowance {
    requireNonNull(audience);
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

  /** The entries of {@code checks.audience-size.allow} by audience. */
  static List<SizeAllowance> read(ConfigNode node) {
    List<SizeAllowance> allowances = new ArrayList<>();
    for (Map.Entry<String, ConfigNode> entry : node.children("allow").entrySet()) {
      allowances.add(allowance(entry.getKey(), entry.getValue()));
    }
    return allowances;
  }

  private static SizeAllowance allowance(String audience, ConfigNode node) {
    try (node) {
      return new SizeAllowance(
          audience, until(node), said(node, "by"), said(node, "reason"), node.where());
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
