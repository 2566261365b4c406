package io.truecount.identity.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.truecount.config.Locations;
import io.truecount.config.ProjectText;
import io.truecount.error.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads records, one JSON object a line:
 *
 * <pre>
 *   {"time": 1, "identifiers": [["user_id", "u1"], ["email", "jane"]]}
 *   {"time": "2026-03-01T00:00:00Z", "identifiers": [["email", "jane"]], "properties": {"born": 1970}}
 * </pre>
 *
 * Lines that are blank are passed over. Problems name the line and never a value.
 */
public final class TrialRecords {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private TrialRecords() {}

  /**
   * The records of a file; a line that is none is a problem.
   *
   * @param types declared ones
   * @param properties that records may have
   */
  public static List<TrialRecord> read(
      Path file, Collection<String> types, Collection<String> properties, Problems problems) {
    List<TrialRecord> records = new ArrayList<>();
    List<String> lines = ProjectText.read(file, problems).stream().flatMap(String::lines).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i);
      String place = Locations.shown(file) + ":" + (i + 1);
      if (!line.isBlank()) {
        RecordJson json = new RecordJson(place, i + 1, types, properties, problems);
        parsed(line, place, problems).flatMap(json::record).ifPresent(records::add);
      }
    }
    return records;
  }

  private static Optional<JsonNode> parsed(String line, String place, Problems problems) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.isObject()) {
        return Optional.of(node);
      }
      problems.add("the line is no JSON object", place, RecordJson.EXAMPLE);
    } catch (JsonProcessingException e) {
      problems.add(
          "the line is no JSON (column %d)".formatted(Math.max(1, e.getLocation().getColumnNr())),
          place,
          RecordJson.EXAMPLE);
    }
    return Optional.empty();
  }
}
