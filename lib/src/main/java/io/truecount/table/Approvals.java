package io.truecount.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableConfig;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * What of a run its checks have seen and let pass: the staged version of each table, in a small
 * file below the warehouse. What is staged later is not approved.
 */
public final class Approvals {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SmallFiles files;

  public Approvals(SparkSession spark, TableConfig config) {
    this.files =
        new SmallFiles(
            spark.sessionState().newHadoopConf(),
            new Path(config.warehouse(), "_staging"),
            ".approved.json");
  }

  /** All that a run has staged may be published. */
  public void approve(String runId, Staging staging) {
    try {
      files.save(runId, JSON.writeValueAsString(staging.stagedVersions()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nothing that a run has staged may be published any more. */
  public void withdraw(String runId) {
    files.delete(runId);
  }

  /** The tables whose staged content was not approved, sorted. */
  public List<String> missing(String runId, Staging staging) {
    Map<String, String> approved = files.find(runId).map(Approvals::read).orElseGet(TreeMap::new);
    return staging.stagedVersions().entrySet().stream()
        .filter(table -> !table.getValue().equals(approved.get(table.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A text that was cut off approves nothing. */
  private static SortedMap<String, String> read(String text) {
    try {
      return JSON.readValue(text, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      return new TreeMap<>();
    }
  }
}
