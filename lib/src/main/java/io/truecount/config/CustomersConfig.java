package io.truecount.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is known of a customer.
 *
 * @param traits in the order of the file
 */
public record CustomersConfig(List<Trait> traits) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /**
   * How one value survives of all that were sent. Values that are NULL never do, an empty text or
   * list does. Of equals the later, by (occurred_at, source, event_id), is taken where nothing else
   * is said.
   */
  public enum Rule {
    MOST_RECENT,
    FIRST,
    /** Said most often; of equals the smallest. */
    MOST_FREQUENT,
    /** Of the most trusted source that said anything, its most recent. */
    SOURCE_PRIORITY,
    MIN,
    MAX,
    /** True when any is, else false when any is. */
    ANY_TRUE,
    /** Every distinct value, sorted; of lists every distinct element that is not NULL. */
    SET_UNION
  }

  /**
   * One trait.
   *
   * @param name column of the table customers
   * @param property that a contract declares
   * @param sources the only ones listened to, most trusted first; empty for all
   * @param history whether its values over time are kept in customers_history
   * @param where {@code file:line}
   */
  public record Trait(
      String name,
      String property,
      Rule rule,
      List<String> sources,
      boolean history,
      String where) {
    /** Without history. */
    public Trait(String name, String property, Rule rule, List<String> sources, String where) {
      this(name, property, rule, sources, false, where);
    }

    public Trait {
      sources = List.copyOf(sources);
    }
  }

  public CustomersConfig {
    traits = List.copyOf(traits);
  }

  /** The traits whose values over time are kept, in the order of the file. */
  public List<Trait> history() {
    return traits.stream().filter(Trait::history).toList();
  }

  public static CustomersConfig read(ConfigNode node) {
    try (node) {
      List<Trait> traits = new ArrayList<>();
      node.children("traits").forEach((name, entry) -> traits.add(trait(name, entry)));
      return new CustomersConfig(traits);
    }
  }

  private static Trait trait(String name, ConfigNode entry) {
    try (entry) {
      if (!NAME.matcher(name).matches()) {
        entry
            .problems()
            .add(
                "trait %s cannot be a column".formatted(name),
                entry.where(),
                "use small letters, digits and _, a letter first");
      }
      Trait trait =
          new Trait(
              name,
              entry.has("property") ? entry.string("property") : name,
              entry.has("rule") ? entry.choice("rule", Rule.class) : Rule.MOST_RECENT,
              entry.strings("sources"),
              entry.has("history") && entry.bool("history"),
              entry.where());
      if (trait.rule() == Rule.SOURCE_PRIORITY && trait.sources().isEmpty()) {
        entry.problem(
            "sources",
            "trait %s trusts no source".formatted(name),
            "add sources = [most trusted, …]");
      }
      return trait;
    }
  }
}
