package io.truecount.quality;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.table.ParquetFiles;
import io.truecount.table.Quoting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A second engine that reads the same files: in memory, gone when closed. */
public final class DuckDb implements AutoCloseable {
  private static final String CHECK = "parity check";

  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens an engine in which every table is a view of Parquet files.
   *
   * @param tables by name, as {@link ParquetFiles#duckDb} writes them
   */
  public static DuckDb over(Map<String, String> tables) {
    DuckDb engine = new DuckDb(connected());
    try {
      engine.execute("SET TimeZone = 'UTC'", CHECK);
      tables.forEach((name, source) -> engine.execute(view(name, source), "table " + name));
      return engine;
    } catch (TruecountException e) {
      engine.close();
      throw e;
    }
  }

  private void execute(String sql, String where) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(where, e);
    }
  }

  private static Connection connected() {
    try {
      return DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw failed(CHECK, e);
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
      double value = rows.next() ? rows.getDouble(column) : 0;
      return rows.wasNull() ? 0 : value;
    } catch (SQLException e) {
      throw failed(CHECK, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(CHECK, e);
    }
  }

  private static String view(String name, String source) {
    return "CREATE VIEW %s AS SELECT * FROM %s".formatted(Quoting.standardName(name), source);
  }

  /** Only the kind of DuckDB's error, such as Conversion Error: its text may hold a value. */
  private static TruecountException failed(String where, SQLException e) {
    String kind = String.valueOf(e.getMessage()).lines().findFirst().orElse("").split(":", 2)[0];
    return TruecountException.failed(
        Problem.of(
            "DuckDB: " + kind,
            where,
            "check that the data files are readable, and what the metric computes of odd values"),
        e);
  }
}
