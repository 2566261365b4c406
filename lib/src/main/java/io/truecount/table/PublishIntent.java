package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The decision to publish, written down before the first table moves. It says everything that the
 * release will, so that any command can complete it, whatever its own project is.
 *
 * @param tables that move
 * @param others versions of the release's tables that stay as they are
 */
record PublishIntent(
    long release,
    String runId,
    Instant asOf,
    Instant publishedAt,
    String configHash,
    String codeVersion,
    List<String> tables,
    SortedMap<String, String> others) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static PublishIntent of(
      long release, Run run, Instant now, List<String> tables, SortedMap<String, String> others) {
    return new PublishIntent(
        release, run.id(), run.asOf(), now, run.configHash(), run.codeVersion(), tables, others);
  }

  /**
   * @param published the versions of the tables that moved
   */
  Release release(SortedMap<String, String> published) {
    SortedMap<String, String> versions = new TreeMap<>(others);
    versions.putAll(published);
    return new Release(release, runId, asOf, publishedAt, configHash, codeVersion, versions);
  }

  String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("release", release).put("run_id", runId).put("as_of", asOf.toString());
    node.put("published_at", publishedAt.toString());
    node.put("config_hash", configHash).put("code_version", codeVersion);
    tables.forEach(node.putArray("tables")::add);
    others.forEach(node.putObject("others")::put);
    return node.toString();
  }

  /** Reads {@link #toJson}; empty when the text was cut off. */
  static Optional<PublishIntent> fromJson(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      List<String> tables = new ArrayList<>();
      node.path("tables").forEach(table -> tables.add(table.asText()));
      SortedMap<String, String> others = new TreeMap<>();
      node.path("others").properties().forEach(e -> others.put(e.getKey(), e.getValue().asText()));
      if (!node.isObject()) {
        return Optional.empty();
      }
      PublishIntent intent =
          new PublishIntent(
              node.path("release").asLong(),
              node.path("run_id").asText(),
              Instant.parse(node.path("as_of").asText()),
              Instant.parse(node.path("published_at").asText()),
              node.path("config_hash").asText(),
              node.path("code_version").asText(),
              tables,
              others);
      return Optional.of(intent);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
