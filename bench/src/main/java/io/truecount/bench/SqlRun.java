package io.truecount.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import io.truecount.source.TableFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Statements one by one in Spark SQL over a folder of tables, rows to Parquet: {@code TABLES
 * STATEMENTS.json OUT}.
 */
public final class SqlRun {
  private SqlRun() {}

  public static void main(String[] args) throws IOException {
    JsonNode statements = new ObjectMapper().readTree(Path.of(args[1]).toFile());
    try (SparkSession session = Sessions.files()) {
      TableFolder.register(session, Path.of(args[0]));
      for (Map.Entry<String, JsonNode> one : statements.properties()) {
        PlainFiles.replaceTable(session.sql(one.getValue().asText()), args[2] + "/" + one.getKey());
      }
    }
  }
}
