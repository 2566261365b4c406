package io.truecount.quality;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A second engine that reads the same files: in memory, gone when closed. */
public final class DuckDb implements AutoCloseable {
  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens an engine in which every table is a view of Parquet files.
   *
   * @param tables local files by table name; tables without files are left out
   */
  public static DuckDb over(Map<String, List<String>> tables) {
    try {
      DuckDb engine = new DuckDb(DriverManager.getConnection("jdbc:duckdb:"));
      try (Statement statement = engine.connection.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
        for (Map.Entry<String, List<String>> table : tables.entrySet()) {
          if (!table.getValue().isEmpty()) {
            statement.execute(view(table.getKey(), table.getValue()));
          }
        }
      }
      return engine;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Whether DuckDB can read these files without an extension from the network. */
  public static boolean canRead(List<String> files) {
    return files.stream().allMatch(file -> file.startsWith("/") || file.startsWith("file:"));
  }

  /** The one number that a query gives; NULL counts as 0. */
  public double number(String sql, String column) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getDouble(column) : 0;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static String view(String name, List<String> files) {
    String list =
        files.stream()
            .map(file -> file.replaceFirst("^file:/+", "/"))
            .map(file -> "'" + file.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return "CREATE VIEW \"%s\" AS SELECT * FROM read_parquet([%s])"
        .formatted(name.replace("\"", "\"\""), list);
  }

  private static TruecountException failed(SQLException e) {
    return TruecountException.failed(
        Problem.of(
            "DuckDB: " + e.getMessage(), "parity check", "check that the data files are readable"),
        e);
  }
}
