package io.truecount.jobs;

import static java.util.stream.Collectors.joining;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.table.TableStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** A warehouse as a reader without Truecount sees it: the data files of the newest versions. */
public final class Tables {
  /** Wall-clock columns and row locations, which no repetition can give again. */
  private static final String LEDGER = "runs|checks|table_stats|releases";

  private final Map<String, List<String>> files = new TreeMap<>();

  private Tables() {}

  public static Tables of(Path warehouse, TableFormat format) throws IOException {
    Tables tables = new Tables();
    TableConfig config = new TableConfig(format, warehouse.toString(), "cdp", Map.of());
    try (SparkSession spark = Sessions.start(config)) {
      TableStore store = TableStore.open(spark, config);
      for (String table : store.tables()) {
        tables.files.put(table, store.dataFiles(table, store.version(table)));
      }
    }
    return tables;
  }

  /** All tables that a reader finds, sorted. */
  public Set<String> names() {
    return files.keySet();
  }

  /** The data files of a table. */
  List<String> files(String table) {
    return files.getOrDefault(table, List.of());
  }

  boolean hasFiles(String table) {
    return !files(table).isEmpty();
  }

  /** Every row of every table that a run makes, as text, sorted. */
  Map<String, List<String>> contents() throws SQLException {
    Map<String, List<String>> contents = new TreeMap<>();
    for (String table : files.keySet()) {
      if (!table.matches(LEDGER)) {
        contents.put(
            table,
            files.getOrDefault(table, List.of()).isEmpty()
                ? List.of()
                : query("SELECT t::VARCHAR FROM " + table + " AS t ORDER BY 1"));
      }
    }
    return contents;
  }

  /** The first column of a DuckDB query over the tables. */
  public List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      for (Map.Entry<String, List<String>> table : files.entrySet()) {
        if (!table.getValue().isEmpty()) {
          statement.execute(view(table.getKey(), table.getValue()));
        }
      }
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
    }
    return rows;
  }

  private static String view(String table, List<String> files) {
    String list =
        files.stream()
            .map(file -> "'" + file.replaceFirst("^file:/+", "/") + "'")
            .collect(joining(", "));
    return "CREATE VIEW %s AS SELECT * FROM read_parquet([%s], union_by_name = true)"
        .formatted(table, list);
  }
}
