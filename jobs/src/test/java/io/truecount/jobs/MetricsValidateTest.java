package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metrics validate --tables}: finds what only the tables show, all at once. */
final class MetricsValidateTest {
  private static final String DEFINITIONS =
      """
      semantic_models:
        - name: orders
          node_relation: {alias: orders}
          defaults: {agg_time_dimension: day}
          entities:
            - {name: order, type: primary, expr: id}
            - {name: product, type: foreign}
          dimensions: [{name: day, type: time, type_params: {time_granularity: day}}]
          measures:
            - {name: orders, agg: sum, expr: 1, create_metric: true}
            - {name: revenue, agg: sum, expr: amuont, create_metric: true}
        - name: prices
          node_relation: {alias: prices}
          primary_entity: price
          entities: [{name: product, type: natural}]
          dimensions:
            - name: valid_from
              type: time
              type_params: {time_granularity: day, validity_params: {is_start: true}}
            - name: valid_to
              type: time
              type_params: {time_granularity: day, validity_params: {is_end: true}}
      """;

  private static final Map<String, String> TABLES =
      Map.of(
          "schema.json",
          """
          {"orders": [["id", "INT"], ["product", "INT"], ["day", "TIME"], ["amount", "INT"]],
           "prices": [["product", "INT"], ["valid_from", "TIME"], ["valid_to", "TIME"]]}
          """,
          "orders.csv",
          "id,product,day,amount\n1,1,2026-01-01 00:00:00,5\n1,1,2026-01-02 00:00:00,6\n",
          "prices.csv",
          """
          product,valid_from,valid_to
          1,2026-01-01 00:00:00,2026-01-05 00:00:00
          1,2026-01-04 00:00:00,\\N
          """);

  /** With periods that are moved as a whole, its filter can stand on neither side of the move. */
  private static final String LAST_MONTH =
      """
      project_configuration:
        time_spines:
          - node_relation: {alias: days}
            primary_column: {name: day, time_granularity: day}
      semantic_models:
        - name: orders
          node_relation: {alias: orders}
          defaults: {agg_time_dimension: day}
          entities: [{name: order, type: primary, expr: id}]
          dimensions:
            - {name: day, type: time, type_params: {time_granularity: day}}
            - {name: channel, type: categorical}
          measures: [{name: orders, agg: sum, expr: 1, create_metric: true}]
      metrics:
        - name: last_month
          type: derived
          type_params:
            expr: old
            metrics: [{name: orders, offset_window: 1 month, alias: old}]
      saved_queries:
        - name: web
          query_params:
            metrics: [last_month]
            group_by: ["TimeDimension('metric_time', 'month')"]
            where:
              - "{{ TimeDimension('metric_time', 'month') }} > '2026-01-01'
                 OR {{ Dimension('order__channel') }} = 'web'"
      """;

  @TempDir Path folder;

  @Test
  void definitions_are_checked_by_the_rules_that_they_will_follow() throws IOException {
    String file = Files.writeString(folder.resolve("m.yml"), LAST_MONTH).toString();
    Cli ours = Cli.run("metrics", "validate", "--manifest", file, "--semantics", "truecount");
    assertThat(ours.exitCode()).as(ours.err()).isZero();
    Cli standard = Cli.run("metrics", "validate", "--manifest", file);
    assertThat(standard.exitCode()).isEqualTo(2);
    assertThat(standard.err()).contains("write two filters");
  }

  @Test
  void columns_keys_and_versions_are_looked_up() throws IOException {
    Path definitions = Files.writeString(folder.resolve("m.yml"), DEFINITIONS);
    Path tables = Files.createDirectory(folder.resolve("tables"));
    for (Map.Entry<String, String> file : TABLES.entrySet()) {
      Files.writeString(tables.resolve(file.getKey()), file.getValue());
    }
    Cli run =
        Cli.run(
            "metrics",
            "validate",
            "--manifest",
            definitions.toString(),
            "--tables",
            tables.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .containsPattern("m\\.yml:11: .*amuont")
        .containsPattern("m\\.yml:6: 1 keys of entity \"order\" have several rows")
        .containsPattern("m\\.yml:15: .*overlapping")
        .contains("3 errors");
  }
}
