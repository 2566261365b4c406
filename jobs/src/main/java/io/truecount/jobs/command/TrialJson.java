package io.truecount.jobs.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.identity.rules.Edge;
import io.truecount.identity.rules.Evidence;
import io.truecount.identity.rules.Identifier;
import io.truecount.identity.rules.Resolution.Refused;
import io.truecount.identity.trial.Trial;
import java.util.List;

/** A trial of identity rules for programs; identifiers are {@code type=value}. */
final class TrialJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TrialJson() {}

  static ObjectNode of(Trial trial) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode customers = node.putArray("customers");
    trial.customers().forEach(customer -> customer.forEach(customers.addArray()::add));
    ArrayNode refused = node.putArray("refused");
    Evidence evidence = trial.evidence();
    trial
        .resolution()
        .refused()
        .forEach(link -> add(link, evidence.sides(link), refused.addObject()));
    ArrayNode quarantined = node.putArray("quarantined");
    trial
        .quarantined()
        .forEach(
            record -> {
              ObjectNode entry = quarantined.addObject();
              entry.put("line", record.record().number());
              entry.put("reason", record.reason());
              identifiers(
                  List.of(record.clash().a(), record.clash().b()), entry.putArray("values"));
            });
    return node;
  }

  private static void add(Refused link, Evidence.Sides sides, ObjectNode node) {
    node.put("a", link.edge().a().id().toString());
    node.put("b", link.edge().b().id().toString());
    node.put("reason", link.conflict().reason().text());
    node.put("detail", link.conflict().words());
    identifiers(link.conflict().conflicting(), node.putArray("conflicting"));
    ObjectNode accepted = node.putObject("accepted");
    links(sides.a(), accepted.putArray("a"));
    links(sides.b(), accepted.putArray("b"));
  }

  private static void links(List<Edge> edges, ArrayNode array) {
    edges.forEach(edge -> identifiers(List.of(edge.a().id(), edge.b().id()), array.addArray()));
  }

  private static void identifiers(List<Identifier> ids, ArrayNode array) {
    ids.forEach(id -> array.add(id.toString()));
  }
}
