package io.truecount.identity.trial;

import com.fasterxml.jackson.databind.JsonNode;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.identity.rules.Identifier;
import io.truecount.source.value.Times;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads one record; each problem names its line and what is expected there. */
final class RecordJson {
  static final String EXAMPLE =
      "write {\"time\": 1, \"identifiers\": [[\"user_id\", \"u1\"], [\"email\", \"jane\"]]}";

  private static final String TIME = "time";
  private static final String IDENTIFIERS = "identifiers";
  private static final String PROPERTIES = "properties";
  private static final List<String> KEYS = List.of(TIME, IDENTIFIERS, PROPERTIES);
  private static final long SECOND = 1_000_000;

  private final String place;
  private final long number;
  private final Collection<String> types;
  private final Collection<String> known;
  private final Problems problems;

  RecordJson(
      String place,
      long number,
      Collection<String> types,
      Collection<String> properties,
      Problems problems) {
    this.place = place;
    this.number = number;
    this.types = types;
    this.known = properties;
    this.problems = problems;
  }

  /** Empty when anything of it is wrong. */
  Optional<TrialRecord> record(JsonNode node) {
    Problems own = new Problems();
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                own.add("unknown key " + key, place, Suggestion.remedy(key, KEYS));
              }
            });
    long time = time(node.get(TIME), own);
    List<Identifier> identifiers = identifiers(node.get(IDENTIFIERS), own);
    Map<String, String> properties = properties(node.get(PROPERTIES), own);
    problems.addAll(own.list());
    return own.isEmpty()
        ? Optional.of(new TrialRecord(place, number, time, identifiers, properties))
        : Optional.empty();
  }

  private long time(@Nullable JsonNode node, Problems own) {
    if (node == null) {
      own.add("time is missing", place, "add \"time\": an integer or an instant");
      return 0;
    }
    long time = node.isTextual() || node.isIntegralNumber() ? micros(node.asText()) : Times.NONE;
    if (time == Times.NONE && node.isIntegralNumber() && node.canConvertToLong()) {
      time = seconds(node.asLong());
    }
    if (time == Times.NONE) {
      own.add(
          "time is neither an integer nor an instant",
          place,
          "write seconds since 1970, such as 1, or such as \"2026-03-01T12:00:00Z\"");
      return 0;
    }
    return time;
  }

  /** As sources spell it. */
  private static long micros(String text) {
    return Times.micros(UTF8String.fromString(text.strip()));
  }

  private static long seconds(long value) {
    return Math.abs(value) > Long.MAX_VALUE / SECOND ? Times.NONE : value * SECOND;
  }

  private List<Identifier> identifiers(@Nullable JsonNode node, Problems own) {
    List<Identifier> identifiers = new ArrayList<>();
    if (node == null || !node.isArray()) {
      own.add("identifiers is no list", place, "write [[\"user_id\", \"u1\"], …]");
      return identifiers;
    }
    for (int i = 0; i < node.size(); i++) {
      JsonNode pair = node.get(i);
      if (pair.isArray() && pair.size() == 2 && pair.get(0).isTextual()) {
        identifier(pair.get(0).asText(), pair.get(1), own).ifPresent(identifiers::add);
      } else {
        own.add(
            "item %d of identifiers is no pair of a type and a value".formatted(i + 1),
            place,
            "write [\"user_id\", \"u1\"]");
      }
    }
    return identifiers;
  }

  /** An absent value is no identifier. */
  private Optional<Identifier> identifier(String type, JsonNode value, Problems own) {
    if (!types.contains(type)) {
      own.add(
          "identifiers has the type %s, which identity.types does not declare".formatted(type),
          place,
          Suggestion.remedy(type, types));
      return Optional.empty();
    }
    return value.isNull()
        ? Optional.empty()
        : Optional.of(
            new Identifier(type, value.isValueNode() ? value.asText() : value.toString()));
  }

  private Map<String, String> properties(@Nullable JsonNode node, Problems own) {
    Map<String, String> properties = new TreeMap<>();
    if (node != null && !node.isObject()) {
      own.add("properties is no object", place, "write {\"birth_date\": \"1970-02-03\"}");
    } else if (node != null) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        if (known.contains(property.getKey()) && property.getValue().isValueNode()) {
          properties.put(property.getKey(), property.getValue().asText());
        }
      }
    }
    return properties;
  }
}
