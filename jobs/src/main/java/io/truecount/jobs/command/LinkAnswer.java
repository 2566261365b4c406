package io.truecount.jobs.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.IdentityOverride;
import io.truecount.identity.IdentityProof;
import io.truecount.identity.rules.Edge;
import io.truecount.identity.rules.EdgeState;
import io.truecount.identity.rules.Evidence;
import io.truecount.identity.rules.Resolution.Refused;
import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.TablePrinter;
import io.truecount.jobs.release.LinkedIdentifiers;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How two identifiers are linked, or kept apart.
 *
 * <pre>
 *   anon=a1 and email=jane are one customer, C1, in release 3.
 *     anon=a1 – user_id=u1     person_device   2026-03-01T10:00:00Z   …   3 events of web
 *     email=jane – user_id=u1  person_person   2026-03-01T11:00:00Z   …   1 event of crm
 * </pre>
 *
 * @param verdict for people
 * @param links accepted or refused, in their order
 */
record LinkAnswer(LinkedIdentifiers linked, String verdict, List<Link> links) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REFUSED = "refused";
  private static final String ACCEPTED = "accepted";

  /**
   * One link of the answer.
   *
   * @param refused why; empty of an accepted one
   * @param override that makes the link, or keeps its ends apart
   */
  record Link(
      Edge edge, String tier, Optional<Refused> refused, Optional<IdentityOverride> override) {
    String ends() {
      return "%s – %s".formatted(edge.a().id(), edge.b().id());
    }

    String state() {
      return refused.isPresent() ? REFUSED : ACCEPTED;
    }
  }

  LinkAnswer {
    links = List.copyOf(links);
  }

  /** The accepted links between both. */
  static LinkAnswer why(LinkedIdentifiers linked) {
    if (!linked.isOneCustomer()) {
      return new LinkAnswer(linked, two(linked) + " Ask: truecount customer whynot", List.of());
    }
    List<Link> links =
        linked.proof().stream()
            .flatMap(
                proof ->
                    proof.path(linked.a().id(), linked.b().id()).stream()
                        .map(edge -> link(proof, edge, Optional.empty())))
            .toList();
    boolean same = linked.a().id().equals(linked.b().id());
    return new LinkAnswer(
        linked,
        one(linked)
            + (links.isEmpty() && !same ? " By the rules of the project they are two." : ""),
        links);
  }

  /** The refused links between both, each followed by the accepted ones that it rests on. */
  static LinkAnswer whynot(LinkedIdentifiers linked) {
    if (linked.isOneCustomer()) {
      return new LinkAnswer(linked, one(linked) + " Ask: truecount customer why", List.of());
    }
    if (linked.proof().isEmpty()) {
      return new LinkAnswer(
          linked, two(linked) + " No record connects them, directly or by others.", List.of());
    }
    IdentityProof proof = linked.proof().get();
    List<Link> links = new ArrayList<>();
    for (Refused refused : proof.apart(linked.a().id(), linked.b().id())) {
      links.add(link(proof, refused.edge(), Optional.of(refused)));
      Evidence.Sides sides = proof.sides(refused);
      Stream.of(sides.a(), sides.b())
          .flatMap(List::stream)
          .distinct()
          .forEach(edge -> links.add(link(proof, edge, Optional.empty())));
    }
    String now = links.isEmpty() ? " By the rules of the project they are one." : "";
    return new LinkAnswer(linked, two(linked) + now, links);
  }

  private static String one(LinkedIdentifiers linked) {
    return "%s and %s are one customer, %s, in release %d."
        .formatted(
            linked.a().id(), linked.b().id(), linked.a().customer(), linked.release().number());
  }

  private static String two(LinkedIdentifiers linked) {
    return "%s (%s) and %s (%s) are two customers in release %d."
        .formatted(
            linked.a().id(),
            linked.a().customer(),
            linked.b().id(),
            linked.b().customer(),
            linked.release().number());
  }

  private static Link link(IdentityProof proof, Edge edge, Optional<Refused> refused) {
    String tier = proof.rules().tier(edge).name().toLowerCase(Locale.ROOT);
    Optional<IdentityOverride> override =
        refused.map(why -> why.conflict().override()).orElseGet(() -> proof.rules().override(edge));
    return new Link(edge, tier, refused, override);
  }

  void print(OutputFormat format, PrintStream out) {
    switch (format) {
      case text -> {
        out.println(verdict);
        if (!links.isEmpty()) {
          table().print(format, out);
        }
        links.stream()
            .flatMap(link -> link.refused().stream())
            .forEach(
                refused ->
                    out.printf(
                        "  refused: %s – %s: %s%n",
                        refused.edge().a().id(),
                        refused.edge().b().id(),
                        refused.conflict().words()));
        overridden(out);
      }
      case json -> out.println(json());
      case csv -> table().print(format, out);
    }
  }

  private void overridden(PrintStream out) {
    for (Link link : links) {
      link.override()
          .ifPresent(
              by -> out.printf("  override: %s: %s (%s)%n", link.ends(), by.text(), by.place()));
    }
  }

  private TablePrinter table() {
    TablePrinter table =
        new TablePrinter("state", "link", "tier", "first_seen", "last_seen", "events", "sources");
    for (Link link : links) {
      EdgeState state = link.edge().state();
      table.row(
          link.state(),
          link.ends(),
          link.tier(),
          time(state.firstSeen()),
          time(state.lastSeen()),
          state.count(),
          String.join(" ", state.sources()));
    }
    return table;
  }

  private ObjectNode json() {
    ObjectNode node = JSON.createObjectNode();
    node.put("release", linked.release().number());
    node.put("one_customer", linked.isOneCustomer());
    node.put("verdict", verdict);
    identifier(node.putObject("a"), linked.a());
    identifier(node.putObject("b"), linked.b());
    ArrayNode array = node.putArray("links");
    for (Link link : links) {
      EdgeState state = link.edge().state();
      ObjectNode one = array.addObject();
      one.put("state", link.state());
      one.put("a", link.edge().a().id().toString());
      one.put("b", link.edge().b().id().toString());
      one.put("tier", link.tier());
      if (link.edge().origin() == Edge.Origin.SCORED) {
        one.put("score", link.edge().score());
      }
      one.put("first_seen", time(state.firstSeen()));
      one.put("last_seen", time(state.lastSeen()));
      one.put("events", state.count());
      state.sources().forEach(one.putArray("sources")::add);
      link.override().ifPresent(by -> put(one.putObject("override"), by));
      link.refused()
          .ifPresent(
              refused -> {
                one.put("reason", refused.conflict().reason().text());
                one.put("detail", refused.conflict().words());
                ArrayNode conflicting = one.putArray("conflicting");
                refused.conflict().conflicting().forEach(id -> conflicting.add(id.toString()));
              });
    }
    return node;
  }

  private static void put(ObjectNode node, IdentityOverride override) {
    node.put("action", override.action().text());
    node.put("author", override.author());
    node.put("reason", override.reason());
    node.put("place", override.place());
  }

  private static void identifier(ObjectNode node, IdentityProof.Known known) {
    node.put("identifier", known.id().toString());
    node.put("customer_id", known.customer());
  }

  private static @Nullable String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
