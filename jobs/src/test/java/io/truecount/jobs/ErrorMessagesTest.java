package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What breaks in Spark is one short error with its place and remedy, and shows no value. */
final class ErrorMessagesTest {
  private static final String CAST =
      """
      /*
      materialized: view
      */
      SELECT event_id, CAST(properties.mail AS INT) AS number, ${as_of} AS at
      FROM events
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_cast_that_fails_is_named_by_model_line_and_column_without_the_value(TableFormat format)
      throws Exception {
    SmallNightly nightly =
        SmallNightly.in(folder)
            .project("models/first.sql", CAST)
            .project("models/second.sql", "SELECT number FROM first");

    Cli run = nightly.nightly(name(format), "--debug");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .containsPattern(
            "error: \\S*first.sql:4: The value … of the type \"STRING\" cannot be cast")
        .contains("in a value of properties.mail", "try_cast", "\tat io.truecount.");
    assertThat(run.out() + run.err()).doesNotContain("secret");
    assertThat(messages(format)).singleElement().asString().contains("first.sql:4");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_damaged_or_lost_file_is_named_with_its_table(TableFormat format) throws Exception {
    SmallNightly nightly = SmallNightly.in(folder);
    assertThat(nightly.nightly(name(format)).exitCode()).isZero();
    Path events = nightly.warehouse().resolve("cdp/events");
    for (Path file : files(events, ".*\\.parquet")) {
      Files.writeString(file, "no Parquet");
    }
    Cli again = nightly.nightly(name(format));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("error: table events: ", ".parquet", "-> restore the file");
    assertThat(again.err()).doesNotContain("\tat ");

    delete(events, ".*\\.parquet");
    Cli lost = nightly.nightly(name(format));
    assertThat(lost.exitCode()).isEqualTo(1);
    assertThat(lost.err()).contains("error: table events: ", ".parquet", "-> restore the file");

    Path table = nightly.warehouse().resolve("cdp/releases");
    delete(table, format == TableFormat.DELTA ? "_delta_log/.*0\\.json" : "metadata/.*json");
    Cli releases = nightly.cli(name(format), "releases");
    assertThat(releases.exitCode()).isEqualTo(1);
    assertThat(releases.err())
        .startsWith("error: table ")
        .contains("releases", "    -> restore the file")
        .doesNotContain("\tat ");
    assertThat(releases.err().lines()).hasSize(2);
  }

  @Test
  void metrics_and_audiences_show_no_value_either() throws Exception {
    SmallNightly nightly = SmallNightly.in(folder).project("audiences/a.yml", AUDIENCE);
    Cli audience = nightly.nightly("delta");
    assertThat(audience.exitCode()).isEqualTo(1);
    assertThat(audience.err())
        .containsPattern("error: \\S*audiences/a.yml:2, audience a: The value … of")
        .contains("cannot be cast", "in a value of properties.mail", "-> ");
    assertThat(audience.out() + audience.err()).doesNotContain("secret");

    Files.delete(folder.resolve("project/audiences/a.yml"));
    nightly
        .project(
            "models/orders.sql",
            "SELECT event_id, occurred_at, customer_id, properties.mail AS mail FROM customer_events")
        .project("metrics/m.yml", METRIC);
    Cli metric = nightly.nightly("delta");
    assertThat(metric.out() + metric.err()).doesNotContain("secret");
    assertThat(metric.exitCode()).isEqualTo(1);
    assertThat(metric.err())
        .containsPattern("error: \\S*metrics/m.yml:7, metrics mails, mails_twice: The value … of")
        .contains("cannot be cast", "in a value of src.mail");

    assertThat(String.join("\n", messages(TableFormat.DELTA))).doesNotContain("secret");
  }

  private static final String AUDIENCE =
      """
      audience:
        name: a
        where: { event: Order, where: "CAST(properties.mail AS INT) > 5" }
      """;

  private static final String METRIC =
      """
      semantic_models:
        - name: orders
          model: ref('orders')
          defaults: { agg_time_dimension: at }
          entities: [{ name: order, type: primary, expr: event_id }]
          dimensions: [{ name: at, type: time, expr: occurred_at, type_params: { time_granularity: day } }]
          measures: [{ name: mails, agg: sum, expr: "CAST(mail AS INT)" }, { name: orders, agg: count, expr: "1" }]
      metrics:
        - { name: mails, label: mails, type: simple, type_params: { measure: mails } }
        - name: mails_twice
          label: mails_twice
          type: derived
          type_params: { expr: 2 * mails, metrics: [mails] }
        - { name: orders, label: orders, type: simple, type_params: { measure: orders } }
      """;

  private List<String> messages(TableFormat format) throws Exception {
    return Tables.of(folder.resolve("warehouse"), format)
        .query("SELECT message FROM runs WHERE status = 'failed'");
  }

  private static String name(TableFormat format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static void delete(Path folder, String pattern) throws IOException {
    List<Path> files = files(folder, pattern);
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Files.delete(file);
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
  }

  private static List<Path> files(Path folder, String pattern) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> folder.relativize(file).toString().matches(pattern))
          .toList();
    }
  }
}
