package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Half a million real invoice lines, against SQL that was written for the raw file. */
final class OnlineRetailTest {
  private static final Path ROOT = Path.of(System.getProperty("truecount.root"));
  private static final Path LAKE = ROOT.resolveSibling("shared").resolve("data/online_retail");
  private static final Path FILE = LAKE.resolve("online_retail_ii_2009_2010.parquet");

  /** Repeated lines are one line; what is sold is what the model calls a sale. */
  private static final String LINES =
      "WITH lines AS (SELECT DISTINCT * FROM '%s'), sales AS (SELECT * FROM lines".formatted(FILE)
          + " WHERE Invoice NOT LIKE 'C%' AND Quantity > 0 AND Price > 0) ";

  @TempDir Path warehouse;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void the_nightly_agrees_with_sql_over_the_raw_file(TableFormat format)
      throws IOException, SQLException {
    assumeTrue(Files.exists(FILE), "skipped: the Online Retail II file is not beside the project");
    JsonNode run = nightly(format);
    JsonNode records = run.at("/records/invoices");
    assertThat(records.path("read").asText()).isEqualTo(one("SELECT count(*) FROM lines", true));
    assertThat(records.path("quarantined").asText())
        .isEqualTo(one("SELECT count(*) FROM '%s' WHERE Price < 0".formatted(FILE), false));
    assertThat(records.path("accepted").asText())
        .isEqualTo(one(LINES + "SELECT count(*) FROM lines WHERE Price >= 0", false));
    assertThat(run.path("customers").asText())
        .isEqualTo(one(LINES + "SELECT count(DISTINCT \"Customer ID\") FROM lines", false));
    number(run, "/metrics/revenue", "SELECT sum(Quantity * Price) FROM sales");
    number(run, "/metrics/orders", "SELECT count(DISTINCT Invoice) FROM sales");
    String twice =
        "(SELECT \"Customer ID\" FROM sales WHERE \"Customer ID\" IS NOT NULL GROUP BY 1"
            + " HAVING count(DISTINCT Invoice) >= 2)";
    number(run, "/audiences/repeat_customers", "SELECT count(*) FROM " + twice);
    number(
        run,
        "/metrics/repeat_rate",
        "SELECT (SELECT count(*) FROM %s) / count(DISTINCT \"Customer ID\") FROM sales"
            .formatted(twice));
    assertThat(run.at("/parity/0/equal").asBoolean()).isTrue();
    assertThat(
            Tables.of(warehouse, format)
                .query(
                    "SELECT concat_ws(' ', strftime(metric_time__month, '%Y-%m'), orders,"
                        + " active_customers, round(revenue, 2)::DOUBLE) FROM monthly_sales ORDER BY 1"))
        .isEqualTo(
            all(
                LINES
                    + "SELECT concat_ws(' ', left(InvoiceDate, 7), count(DISTINCT Invoice),"
                    + " count(DISTINCT \"Customer ID\"), round(sum(Quantity * Price), 2))"
                    + " FROM sales GROUP BY left(InvoiceDate, 7) ORDER BY 1"));
  }

  private JsonNode nightly(TableFormat format) throws IOException {
    Cli run =
        Cli.run(
            "run",
            "nightly",
            "--project",
            ROOT.resolve("examples/online-retail").toString(),
            "--lake",
            LAKE.toString(),
            "--warehouse",
            warehouse.toString(),
            "--interval",
            "2010-12-10/2010-12-11",
            "--format",
            format.name().toLowerCase(Locale.ROOT),
            "--output",
            "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private static void number(JsonNode run, String path, String sql) throws SQLException {
    double expected = Double.parseDouble(one(LINES + sql, false));
    assertThat(run.at(path).asDouble()).as(path).isEqualTo(expected, within(1e-6 * expected));
  }

  private static String one(String sql, boolean raw) throws SQLException {
    return all(raw ? sql.replace("lines", "'%s'".formatted(FILE)) : sql).get(0);
  }

  private static List<String> all(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
