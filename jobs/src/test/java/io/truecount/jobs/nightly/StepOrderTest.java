package io.truecount.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import io.truecount.jobs.Cli;
import io.truecount.jobs.SmallNightly;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A single step on tables that an older project has made says which step to run first. */
final class StepOrderTest {
  private static final String AUDIENCE =
      """
      audience:
        name: a
        where: { all: [ { trait: vip, exists: true }, { trait: orders, exists: true } ] }
      """;

  private static final String METRICS =
      """
      semantic_models:
        - name: events
          model: ref('customer_events')
          defaults: { agg_time_dimension: at }
          entities:
            - { name: event, type: primary, expr: event_id }
            - { name: customer, type: foreign, expr: customer_id }
          dimensions: [{ name: at, type: time, expr: occurred_at, type_params: { time_granularity: day } }]
          measures: [{ name: orders, agg: count, expr: "1" }]
      metrics:
        - { name: orders, label: orders, type: simple, type_params: { measure: orders } }
      saved_queries:
        - name: traits
          query_params: { metrics: [orders], group_by: ["Entity('customer')"] }
          config: { meta: { truecount: { use: traits } } }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void customers_of_an_older_project_are_refused_with_the_columns_and_the_step(TableFormat table)
      throws Exception {
    String format = table.name().toLowerCase(Locale.ROOT);
    SmallNightly nightly =
        SmallNightly.in(folder)
            .project("audiences/a.yml", "audience: { name: a, where: { event: Order } }");
    Cli first = nightly.nightly(format);
    assertThat(first.exitCode()).as(first.err()).isZero();
    nightly
        .configured("customers.traits.vip { property = price }")
        .project("metrics/m.yml", METRICS)
        .project("audiences/a.yml", AUDIENCE);

    assertRefused(
        step(nightly, format, "metrics"),
        "has no columns vip, orders as this project defines them",
        "run customers and then audiences first");
    assertRefused(
        step(nightly, format, "models"),
        "has no column vip as this project defines it",
        "run customers first");

    assertThat(step(nightly, format, "customers").exitCode()).isZero();
    assertRefused(
        step(nightly, format, "metrics"),
        "has no column orders as this project defines it",
        "run audiences first");
    Cli audiences = step(nightly, format, "audiences");
    assertThat(audiences.exitCode()).as(audiences.err()).isZero();
    Cli metrics = step(nightly, format, "metrics");
    assertThat(metrics.exitCode()).as(metrics.err()).isZero();

    nightly.configured("customers.traits.vip { property = price, history = true }");
    assertThat(step(nightly, format, "models").err())
        .contains("there is no table customers_history yet", "run customers first");
  }

  private static Cli step(SmallNightly nightly, String format, String step) {
    return nightly.cli(format, "run", step, "--interval", SmallNightly.DAY);
  }

  private static void assertRefused(Cli run, String what, String remedy) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("error: run ", "the table customers " + what, remedy);
  }
}
