package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metrics validate --tables}: what only the tables can tell, all of it at once. */
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

  @TempDir Path folder;

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
