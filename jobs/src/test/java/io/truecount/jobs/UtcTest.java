package io.truecount.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.jobs.cli.OutputFormat;
import io.truecount.jobs.cli.ResultPrinter;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.command.QuestionRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.TimeZone;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Times are read and printed in UTC, wherever the cluster and the machine are. */
final class UtcTest {
  private static final String ZONE = "spark.sql.session.timeZone";

  @Test
  void times_are_of_utc_whatever_the_zones_of_cluster_and_machine() throws IOException {
    TimeZone machine = TimeZone.getDefault();
    System.setProperty(ZONE, "America/New_York");
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    try (SparkSession spark = Sessions.files()) {
      assertThat(printed(spark)).contains("2026-01-31 ", "2026-01-31T10:00:00.500");
      Row row = spark.sql("select cast('2026-01-31 10:00:00' as timestamp) at").head();
      assertThat(QuestionRunner.text(row.get(0))).isEqualTo("2026-01-31T10:00:00");
    } finally {
      TimeZone.setDefault(machine);
      System.clearProperty(ZONE);
    }
  }

  private static String printed(SparkSession spark) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ResultPrinter.print(
        spark.sql("select timestamp'2026-01-31' a, timestamp'2026-01-31 10:00:00.5' b"),
        OutputFormat.text,
        new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8);
  }
}
