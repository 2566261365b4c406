package io.truecount.metric;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Small tables in a DuckDB database in memory. */
public record DuckTables(Connection connection) {
  private static final Map<DataType, String> TYPES =
      Map.of(
          DataTypes.StringType, "VARCHAR",
          DataTypes.TimestampType, "TIMESTAMP",
          DataTypes.DoubleType, "DOUBLE",
          DataTypes.LongType, "BIGINT",
          DataTypes.BooleanType, "BOOLEAN");

  /** The tables that some statements make. */
  public static DuckTables of(List<String> statements) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:");
      try (Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
      return new DuckTables(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static DuckTables of(Map<String, Dataset<Row>> tables) {
    try {
      DuckTables result = new DuckTables(DriverManager.getConnection("jdbc:duckdb:"));
      for (Map.Entry<String, Dataset<Row>> table : tables.entrySet()) {
        result.add(table.getKey(), table.getValue());
      }
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void add(String name, Dataset<Row> rows) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (StructField field : rows.schema().fields()) {
      columns.add("\"%s\" %s".formatted(field.name(), type(field.dataType())));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE %s (%s)".formatted(name, String.join(", ", columns)));
    }
    try (DuckDBAppender appender = ((DuckDBConnection) connection).createAppender("main", name)) {
      for (Row row : rows.collectAsList()) {
        appender.beginRow();
        for (int i = 0; i < row.size(); i++) {
          append(appender, row.isNullAt(i) ? null : row.get(i));
        }
        appender.endRow();
      }
    }
  }

  private static String type(DataType type) {
    return type instanceof DecimalType decimal
        ? "DECIMAL(%d,%d)".formatted(decimal.precision(), decimal.scale())
        : requireNonNull(TYPES.get(type), type.sql());
  }

  private static void append(
      DuckDBAppender appender, @org.jspecify.annotations.Nullable Object value)
      throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof Timestamp time) {
      appender.append(time.toLocalDateTime());
    } else if (value instanceof Double number) {
      appender.append(number.doubleValue());
    } else if (value instanceof BigDecimal number) {
      appender.append(number);
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof Boolean flag) {
      appender.append(flag.booleanValue());
    } else {
      appender.append(value.toString());
    }
  }

  public Answers query(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> columns = new ArrayList<>();
      int width = result.getMetaData().getColumnCount();
      for (int i = 1; i <= width; i++) {
        columns.add(result.getMetaData().getColumnName(i));
      }
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          row.add(Answers.text(result.getObject(i)));
        }
        rows.add(row);
      }
      return new Answers(columns, rows);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + "\n" + sql, e);
    }
  }
}
