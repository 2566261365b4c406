package io.truecount.jobs.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.audience.Explanation;
import io.truecount.table.Release;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An explanation for programs; a condition's {@code holds} is NULL when it is unknown. */
final class ExplanationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CustomerExplanation explained;

  private ExplanationJson(CustomerExplanation explained) {
    this.explained = explained;
  }

  static ObjectNode of(CustomerExplanation explained, Release release) {
    ObjectNode node = JSON.createObjectNode();
    node.put("audience", explained.audience().name());
    node.put("customer_id", explained.customer());
    node.put("release", release.number());
    node.put("as_of", explained.asOf().toString());
    node.put("member", explained.member());
    node.put("published_since", text(explained.published().since()));
    node.put("excluded", text(explained.published().excluded()));
    node.put("redefined", explained.isRedefined());
    ArrayNode decided = node.putArray("decided_by");
    explained.tree().deciding().forEach(condition -> decided.add(condition.id()));
    node.set("condition", new ExplanationJson(explained).condition(explained.tree()));
    return node;
  }

  private ObjectNode condition(Explanation condition) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", condition.id());
    node.put("condition", condition.condition());
    switch (condition.truth()) {
      case TRUE -> node.put("holds", true);
      case FALSE -> node.put("holds", false);
      case UNKNOWN -> node.putNull("holds");
    }
    node.put("decides", condition.decides());
    if (condition.measures()) {
      node.put("measured", text(condition.value()));
    }
    List<CustomerExplanation.Event> events =
        explained.events().getOrDefault(condition.id(), List.of());
    if (!events.isEmpty()) {
      ArrayNode array = node.putArray("events");
      events.forEach(event -> add(event, array.addObject()));
    }
    if (!condition.conditions().isEmpty()) {
      ArrayNode array = node.putArray("conditions");
      condition.conditions().forEach(child -> array.add(condition(child)));
    }
    return node;
  }

  private static void add(CustomerExplanation.Event event, ObjectNode node) {
    node.put("occurred_at", event.occurredAt().toString());
    node.put("source", event.source());
    node.put("event_id", event.id());
    node.put("name", event.name());
    event.measured().ifPresent(value -> node.put("measured", value));
  }

  private static @Nullable String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }
}
