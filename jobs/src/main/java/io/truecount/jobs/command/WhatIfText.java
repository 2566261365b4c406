package io.truecount.jobs.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.identity.IdentityDifference;
import io.truecount.identity.IdentityDifference.Mover;
import io.truecount.identity.IdentityMeasure;
import io.truecount.identity.IdentityQuality;
import io.truecount.jobs.cli.Numbers;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.nightly.WhatIf;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What other identity rules would make of a release, for people and for programs. */
final class WhatIfText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  /** What says most of the identities, in one number each. */
  private static final List<IdentityMeasure> MEASURES =
      List.of(
          IdentityMeasure.KNOWN_CUSTOMERS,
          IdentityMeasure.DANGLING_IDENTIFIERS,
          IdentityMeasure.LARGEST_CUSTOMER,
          IdentityMeasure.LINKS,
          IdentityMeasure.REFUSED_LINKS,
          IdentityMeasure.BLOCKED_VALUES,
          IdentityMeasure.PRECISION,
          IdentityMeasure.RECALL,
          IdentityMeasure.F1);

  /** A number before and after; null for none. */
  private record Pair(@Nullable Double before, @Nullable Double after) {}

  private final WhatIf found;
  private final String rules;

  /**
   * @param rules the file, as it was named
   */
  WhatIfText(WhatIf found, String rules) {
    this.found = found;
    this.rules = rules;
  }

  void print(OutputFormat format, PrintStream out) {
    switch (format) {
      case text -> text(out);
      case json -> out.println(json().toPrettyString());
      case csv -> table().print(OutputFormat.csv, out);
    }
  }

  private void text(PrintStream out) {
    IdentityDifference customers = found.difference();
    out.printf("%nRelease %d under the rules of %s%n", found.release().number(), rules);
    section("Identities", identities(), out);
    out.printf(
        "  %s merged into others, %s split off others, %s created, %s retired%n",
        Numbers.whole(customers.changed("merged")),
        Numbers.whole(customers.changed("split")),
        Numbers.whole(customers.changed("created")),
        Numbers.whole(customers.changed("retired")));
    movers(out);
    section("Metrics", metrics(), out);
    section("Audiences", audiences(), out);
    out.printf("%nNothing was published.%n");
  }

  private void movers(PrintStream out) {
    if (found.difference().movers().isEmpty()) {
      return;
    }
    out.printf("%nCustomers whose identifiers change most%n");
    TablePrinter table = new TablePrinter("customer", BEFORE, AFTER, "left", "joined");
    for (Mover one : found.difference().movers()) {
      table.row(one.customerId(), one.before(), one.after(), one.left(), one.joined());
    }
    table.print(OutputFormat.text, out);
  }

  private static void section(String title, Map<String, Pair> pairs, PrintStream out) {
    if (pairs.isEmpty()) {
      return;
    }
    out.printf("%n%s%n", title);
    TablePrinter table = new TablePrinter("name", BEFORE, AFTER, "change");
    pairs.forEach((name, pair) -> table.row(name, pair.before(), pair.after(), change(pair)));
    table.print(OutputFormat.text, out);
  }

  private static @Nullable Double change(Pair pair) {
    return pair.before() == null || pair.after() == null ? null : pair.after() - pair.before();
  }

  private ObjectNode json() {
    IdentityDifference customers = found.difference();
    ObjectNode root = JSON.createObjectNode();
    root.put("release", found.release().number());
    root.put("rules", rules);
    ObjectNode changes = root.putObject("changes");
    for (String change : List.of("merged", "split", "created", "retired")) {
      changes.put(change, customers.changed(change));
    }
    root.set("identities", json(identities()));
    for (Mover one : customers.movers()) {
      root.withArray("movers")
          .addObject()
          .put("customer_id", one.customerId())
          .put(BEFORE, one.before())
          .put(AFTER, one.after())
          .put("left", one.left())
          .put("joined", one.joined());
    }
    root.set("metrics", json(metrics()));
    root.set("audiences", json(audiences()));
    return root;
  }

  private static ObjectNode json(Map<String, Pair> pairs) {
    ObjectNode node = JSON.createObjectNode();
    pairs.forEach(
        (name, pair) -> node.putObject(name).put(BEFORE, pair.before()).put(AFTER, pair.after()));
    return node;
  }

  private TablePrinter table() {
    TablePrinter table = new TablePrinter("kind", "name", BEFORE, AFTER);
    Map<String, Map<String, Pair>> all = new LinkedHashMap<>();
    all.put("identities", identities());
    all.put("metrics", metrics());
    all.put("audiences", audiences());
    all.forEach(
        (kind, pairs) ->
            pairs.forEach((name, pair) -> table.row(kind, name, pair.before(), pair.after())));
    found
        .difference()
        .movers()
        .forEach(one -> table.row("movers", one.customerId(), one.before(), one.after()));
    return table;
  }

  private Map<String, Pair> identities() {
    Map<String, Pair> pairs = new LinkedHashMap<>();
    IdentityDifference customers = found.difference();
    pairs.put("customers", new Pair((double) customers.before(), (double) customers.after()));
    for (IdentityMeasure measure : MEASURES) {
      Pair pair =
          new Pair(value(found.qualityBefore(), measure), value(found.qualityAfter(), measure));
      if (pair.before() != null || pair.after() != null) {
        pairs.put(measure.text(), pair);
      }
    }
    return pairs;
  }

  /** Shares as they are, counts of all categories together. */
  private static @Nullable Double value(IdentityQuality quality, IdentityMeasure measure) {
    OptionalDouble share = quality.value(measure);
    boolean isShare =
        List.of(IdentityMeasure.PRECISION, IdentityMeasure.RECALL, IdentityMeasure.F1)
            .contains(measure);
    if (isShare || quality.isEmpty()) {
      return share.isPresent() ? share.getAsDouble() : null;
    }
    return (double) quality.total(measure);
  }

  private Map<String, Pair> metrics() {
    Map<String, Pair> pairs = pairs(found.before().metrics(), found.after().metrics());
    pairs.keySet().removeAll(audiences().keySet()); // their sizes come next
    return pairs;
  }

  private Map<String, Pair> audiences() {
    return pairs(found.before().audiences(), found.after().audiences());
  }

  private static Map<String, Pair> pairs(
      Map<String, ? extends Number> before, Map<String, ? extends Number> after) {
    Set<String> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    Map<String, Pair> pairs = new LinkedHashMap<>();
    names.forEach(
        name -> pairs.put(name, new Pair(number(before.get(name)), number(after.get(name)))));
    return pairs;
  }

  private static @Nullable Double number(@Nullable Number number) {
    return number == null ? null : number.doubleValue();
  }
}
