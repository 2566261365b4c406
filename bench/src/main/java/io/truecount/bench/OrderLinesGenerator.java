package io.truecount.bench;

import io.truecount.jobs.cli.Sessions;
import io.truecount.source.PlainFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes the tables of a shop for the metrics benchmark as Parquet: {@code order_lines} over a year
 * in order of time, {@code customers}, {@code products} and {@code days}. Everything follows from
 * the seed; few customers and products take most of the lines.
 */
@Command(name = "generate-order-lines", description = "Writes a benchmark shop as Parquet.")
public final class OrderLinesGenerator implements Callable<Integer> {
  private static final long LINES_PER_CUSTOMER = 25;
  private static final long PRODUCTS = 20_000;
  private static final long DAYS = 365;

  @Option(names = "--lines", required = true)
  private long lines;

  @Option(names = "--out", required = true)
  private String out = "";

  @Option(names = "--seed", defaultValue = "1")
  private long seed;

  public static void main(String[] args) {
    System.exit(new CommandLine(new OrderLinesGenerator()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = Sessions.files()) {
      write(spark, "order_lines", lines, orderLines());
      write(spark, "customers", customers(), CUSTOMERS);
      write(spark, "products", PRODUCTS, PRODUCT_COLUMNS);
      write(
          spark, "days", DAYS, "TIMESTAMP '2025-01-01' + make_dt_interval(CAST(id AS INT)) AS day");
    }
    return 0;
  }

  private void write(SparkSession spark, String table, long rows, String columns)
      throws IOException {
    int files = Math.toIntExact(Math.max(2, rows / 3_000_000));
    spark.range(0, rows, 1, files).createOrReplaceTempView("numbers");
    PlainFiles.replaceTable(
        spark.sql("SELECT " + columns + " FROM numbers"), "%s/%s.parquet".formatted(out, table));
  }

  private long customers() {
    return Math.max(1, lines / LINES_PER_CUSTOMER);
  }

  /** A number from 0 to 1 for each row, another one for each salt. */
  private String draw(String of, int salt) {
    return "(pmod(xxhash64(%s, %d, %dL), 1000003) / 1000003.0D)".formatted(of, salt, seed);
  }

  /** Some 2.5 lines an order; the lines of an order share its customer, time and channel. */
  private String orderLines() {
    String order = "(id * 2 DIV 5)";
    String second = "(id * %d / %d)".formatted(DAYS * 86_400, lines);
    return String.join(
        ",\n",
        order + " AS order_id",
        "timestamp_seconds(CAST(unix_seconds(TIMESTAMP '2025-01-01') + %s * 2.5D AS BIGINT))"
                .formatted(second.replace("id", order))
            + " AS ordered_at",
        "IF(%s < 0.01, NULL, CAST(power(%s, 2) * %d AS BIGINT)) AS customer_id"
            .formatted(draw(order, 1), draw(order, 2), customers()),
        "CAST(power(%s, 3) * %d AS BIGINT) AS product_id".formatted(draw("id", 3), PRODUCTS + 10),
        "element_at(array('web', 'app', 'shop', 'phone'), CAST(1 + power(%s, 2) * 4 AS INT))"
                .formatted(draw(order, 4))
            + " AS channel",
        "CAST(1 + power(%s, 4) * 9 AS BIGINT) AS items".formatted(draw("id", 5)),
        "round(1 + power(%s, 3) * 400, 2) AS amount".formatted(draw("id", 6)),
        "IF(%s < 0.8, NULL, round(%s * 20, 2)) AS discount".formatted(draw("id", 7), draw("id", 8)),
        "IF(%s < 0.02, NULL, %s < 0.1) AS is_gift".formatted(draw("id", 9), draw("id", 10)),
        "%s < 0.05 AS is_returned".formatted(draw("id", 11)));
  }

  private static final String CUSTOMERS =
      "id AS customer_id, element_at(array('de', 'fr', 'gb', 'us', 'es', NULL),"
          + " CAST(1 + pmod(xxhash64(id), 6) AS INT)) AS country,"
          + " concat('customer-', id, '@mail.example') AS email";

  private static final String PRODUCT_COLUMNS =
      "id AS product_id, element_at(array('toys', 'books', 'garden', 'kitchen', 'music', 'sport',"
          + " 'tools', 'pets'), CAST(1 + pmod(xxhash64(id), 8) AS INT)) AS category,"
          + " concat('Product ', id) AS title";
}
