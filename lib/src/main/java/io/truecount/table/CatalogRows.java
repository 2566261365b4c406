package io.truecount.table;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of Iceberg's JDBC catalog: each names the file that holds a table's state. Iceberg's
 * interface moves one table at a time, and loads a table before it releases it; a transaction of
 * the database can move all tables at once.
 */
final class CatalogRows {
  private static final String SETTINGS = "spark.sql.catalog." + IcebergStore.CATALOG;
  private static final String ROW =
      " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location = ?";

  private final String uri;
  private final Properties login;
  private final String namespace;

  /** A table's row. */
  record Row(String table, String metadata, Optional<String> previous) {}

  /** A table's state to come in place of the one that it has. */
  record Move(String table, String from, String to) {}

  private CatalogRows(String uri, Properties login, String namespace) {
    this.uri = uri;
    this.login = login;
    this.namespace = namespace;
  }

  /** Empty when the session's catalog is of another type. */
  static Optional<CatalogRows> of(SparkSession spark, String namespace) {
    if (!spark.conf().get(SETTINGS + ".type", "").equals("jdbc")) {
      return Optional.empty();
    }
    Properties login = new Properties();
    for (String key : List.of("user", "password")) {
      String value = spark.conf().get(SETTINGS + ".jdbc." + key, "");
      if (!value.isEmpty()) {
        login.setProperty(key, value);
      }
    }
    return Optional.of(new CatalogRows(spark.conf().get(SETTINGS + ".uri"), login, namespace));
  }

  /** Those of the namespace, in no order. */
  List<Row> all() {
    String sql =
        "SELECT table_name, metadata_location, previous_metadata_location FROM iceberg_tables"
            + " WHERE catalog_name = ? AND table_namespace = ? AND metadata_location IS NOT NULL";
    try (Connection connection = DriverManager.getConnection(uri, login);
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, IcebergStore.CATALOG);
      select.setString(2, namespace);
      List<Row> rows = new ArrayList<>();
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(
              new Row(
                  result.getString(1),
                  result.getString(2),
                  Optional.ofNullable(result.getString(3))));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Moves all tables, or none when one of them has moved since.
   *
   * @return the tables that have moved since
   */
  List<String> move(List<Move> moves) {
    String sql =
        "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?" + ROW;
    try (Connection connection = DriverManager.getConnection(uri, login)) {
      connection.setAutoCommit(false);
      List<String> refused = new ArrayList<>();
      for (Move move : moves) {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
          update.setString(1, move.to());
          update.setString(2, move.from());
          row(update, 3, move.table(), move.from());
          if (update.executeUpdate() != 1) {
            refused.add(move.table());
          }
        }
      }
      if (refused.isEmpty()) {
        connection.commit();
      } else {
        connection.rollback();
      }
      return refused;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes a row whose file cannot be read back to the file before, or away when there is none. */
  void undo(Row broken) {
    String sql =
        broken.previous().isPresent()
            ? "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = NULL"
            : "DELETE FROM iceberg_tables";
    try (Connection connection = DriverManager.getConnection(uri, login);
        PreparedStatement change = connection.prepareStatement(sql + ROW)) {
      int next = 1;
      if (broken.previous().isPresent()) {
        change.setString(next++, broken.previous().get());
      }
      row(change, next, broken.table(), broken.metadata());
      change.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void row(PreparedStatement statement, int from, String table, String metadata)
      throws SQLException {
    statement.setString(from, IcebergStore.CATALOG);
    statement.setString(from + 1, namespace);
    statement.setString(from + 2, table);
    statement.setString(from + 3, metadata);
  }
}
