package io.truecount.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.TableConfig;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * What the steps of a run have touched, in a small file below the warehouse, so that steps in other
 * processes see it; with its release it becomes rows of the table {@code touched}.
 */
public final class TouchedLog {
  public static final TableDefinition TABLE =
      new TableDefinition(
          "touched",
          "one thing that a step of a run computed again; the others it took over from the release"
              + " before",
          List.of(),
          List.of(
              new Column("run_id", StringType, "run"),
              new Column("step", StringType, "step of the nightly"),
              new Column(
                  "what",
                  StringType,
                  "everything | definition (the hash of what the step went by) | table_definition"
                      + " (of one table) | loads | identifier_lists | customers | days | rows"),
              new Column(
                  "value", StringType, "load interval, table or hash; NULL where what says all"),
              new Column("count", LongType, "how many; NULL where that is not known"),
              new Column(
                  "why", StringType, "why they were computed again; NULL for a definition")));

  public static final String RUN_ID = "run_id";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SmallFiles files;

  public TouchedLog(SparkSession spark, TableConfig config) {
    this.files =
        new SmallFiles(
            spark.sessionState().newHadoopConf(),
            new Path(config.warehouse(), "_staging"),
            ".touched.json");
  }

  /**
   * What a run that is not published has touched; empty when no step of it has run, or the file was
   * cut off.
   */
  public Optional<List<Touched>> find(String runId) {
    return files.find(runId).flatMap(TouchedLog::read);
  }

  /** Replaces all that was noted of a run. */
  public void save(String runId, List<Touched> touched) {
    ArrayNode all = JSON.createArrayNode();
    touched.forEach(one -> write(one, all.addObject()));
    files.save(runId, all.toString());
  }

  /** Forgets a run; its release has the rows. */
  public void delete(String runId) {
    files.delete(runId);
  }

  /** The rows of the table for one run. */
  public static Dataset<Row> rows(SparkSession spark, String runId, List<Touched> touched) {
    List<Row> rows =
        touched.stream()
            .map(
                one ->
                    RowFactory.create(
                        runId,
                        one.step(),
                        one.what().text(),
                        one.value().isEmpty() ? null : one.value(),
                        one.count().isPresent() ? one.count().getAsLong() : null,
                        one.why().isEmpty() ? null : one.why()))
            .toList();
    return spark.createDataFrame(rows, TABLE.schema());
  }

  /**
   * What a run has touched, by its release.
   *
   * @param rows of the table; those of one run are few
   */
  public static List<Touched> published(Dataset<Row> rows, String runId) {
    return rows.filter(col("run_id").equalTo(runId)).collectAsList().stream()
        .map(TouchedLog::touched)
        .toList();
  }

  private static Touched touched(Row row) {
    String value = row.getAs("value");
    Long count = row.getAs("count");
    String why = row.getAs("why");
    return new Touched(
        row.getAs("step"),
        What.of(row.getAs("what")),
        value == null ? "" : value,
        count == null ? OptionalLong.empty() : OptionalLong.of(count),
        why == null ? "" : why);
  }

  private static void write(Touched touched, ObjectNode node) {
    node.put("step", touched.step())
        .put("what", touched.what().text())
        .put("value", touched.value())
        .put("why", touched.why());
    touched.count().ifPresent(count -> node.put("count", count));
  }

  private static Optional<List<Touched>> read(String text) {
    try {
      List<Touched> all = new ArrayList<>();
      for (JsonNode node : JSON.readTree(text)) {
        JsonNode count = node.get("count");
        all.add(
            new Touched(
                node.path("step").asText(),
                What.of(node.path("what").asText()),
                node.path("value").asText(),
                count == null ? OptionalLong.empty() : OptionalLong.of(count.asLong()),
                node.path("why").asText()));
      }
      return Optional.of(all);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
