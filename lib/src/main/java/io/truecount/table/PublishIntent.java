package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The decision to publish, written down before the first table moves. */
record PublishIntent(
    long release,
    String runId,
    Instant asOf,
    Instant publishedAt,
    String configHash,
    String codeVersion,
    List<String> tables) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static PublishIntent of(long release, Run run, Instant now, List<String> tables) {
    return new PublishIntent(
        release, run.id(), run.asOf(), now, run.configHash(), run.codeVersion(), tables);
  }

  Release release(SortedMap<String, String> versions) {
    return new Release(release, runId, asOf, publishedAt, configHash, codeVersion, versions);
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("release", release).put("run_id", runId).put("as_of", asOf.toString());
    node.put("published_at", publishedAt.toString());
    node.put("config_hash", configHash).put("code_version", codeVersion);
    tables.forEach(node.putArray("tables")::add);
    return node.toString();
  }

  static PublishIntent fromJson(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      List<String> tables = new ArrayList<>();
      node.path("tables").forEach(table -> tables.add(table.asText()));
      return new PublishIntent(
          node.path("release").asLong(),
          node.path("run_id").asText(),
          Instant.parse(node.path("as_of").asText()),
          Instant.parse(node.path("published_at").asText()),
          node.path("config_hash").asText(),
          node.path("code_version").asText(),
          tables);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid publish intent: " + e.getOriginalMessage(), e);
    }
  }
}
