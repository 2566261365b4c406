package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.metric.check.Validation;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.plan.Semantics;
import io.truecount.metric.query.ItemName;
import io.truecount.metric.query.MetricQuery;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A metric that has a value only at a time is never given a total. */
final class NeededTimesTest {
  private static final List<String> NEEDING =
      List.of("week", "month_to_date", "before", "per_week", "of_ratio", "of_offset");

  private static final String DEFINITIONS =
      """
      semantic_models:
        - name: orders
          node_relation: {alias: orders}
          defaults: {agg_time_dimension: at}
          entities:
            - {name: order, type: primary, expr: id}
            - {name: customer, type: foreign, expr: customer_id}
          dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
          measures: [{name: orders, agg: sum, expr: 1, create_metric: true}]
      metrics:
        - {name: ever, type: cumulative, type_params: {measure: orders}}
        - name: week
          type: cumulative
          type_params: {measure: orders, cumulative_type_params: {window: 7 days}}
        - name: month_to_date
          type: cumulative
          type_params: {measure: orders, cumulative_type_params: {grain_to_date: month}}
        - name: before
          type: derived
          type_params: {expr: x, metrics: [{name: orders, alias: x, offset_window: 1 month}]}
        - {name: per_week, type: ratio, type_params: {numerator: orders, denominator: week}}
        - {name: of_ratio, type: derived, type_params: {expr: 2 * per_week, metrics: [per_week]}}
        - {name: of_offset, type: derived, type_params: {expr: 2 * before, metrics: [before]}}
      """;

  static Stream<Semantics> semantics() {
    return Stream.of(Semantics.TRUECOUNT, Semantics.METRICFLOW);
  }

  @ParameterizedTest
  @MethodSource("semantics")
  void all_of_them_are_named_with_the_remedy(Semantics semantics) {
    Manifest manifest = manifest(DEFINITIONS);
    Planner planner = new Planner(manifest, semantics);

    assertThat(manifest.metricNames().stream().filter(name -> !planner.canBeTotalled(name)))
        .containsExactlyInAnyOrderElementsOf(NEEDING);
    assertThatThrownBy(() -> planner.plan(MetricQuery.of(manifest.metricNames(), List.of())))
        .satisfies(
            e ->
                NEEDING.forEach(
                    name ->
                        assertThat(e)
                            .hasMessageContaining(
                                "metric \"%s\" has no value without a time".formatted(name))))
        .hasMessageContaining("--by metric_time__day")
        .hasMessageNotContainingAny("\"ever\"", "\"orders\"");
    assertThatThrownBy(() -> planner.plan(by(manifest, "week", "customer")))
        .hasMessageContaining("metric \"week\" has no value without a time");
    for (String name : NEEDING) {
      assertThatCode(() -> planner.plan(by(manifest, name, "metric_time__day")))
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("semantics")
  void filters_traits_and_saved_queries_are_refused_where_they_are_defined(Semantics semantics) {
    Manifest manifest =
        manifest(
            DEFINITIONS
                + """
                  - name: of_busy_customers
                    type: simple
                    type_params: {measure: orders}
                    filter: "{{ Metric('week', group_by=['customer']) }} > 2"
                saved_queries:
                  - name: traits
                    query_params: {metrics: [per_week], group_by: ["Entity('customer')"]}
                    config: {meta: {truecount: {use: traits}}}
                  - name: days
                    query_params: {metrics: [week], group_by: ["TimeDimension('metric_time', 'day')"]}
                """);
    Problems problems = new Problems();
    Validation.check(new Planner(manifest, semantics), problems);

    assertThat(problems.list().stream().map(Problem::what))
        .containsExactlyInAnyOrder(
            "metric \"week\" has no value without a time",
            "metric \"per_week\" has no value without a time");
    assertThat(problems.list().stream().map(Problem::where))
        .containsExactly("m.yml:27", "m.yml:29");
  }

  private static MetricQuery by(Manifest manifest, String metric, String item) {
    return MetricQuery.of(List.of(metric), List.of(ItemName.parse(item, manifest)));
  }

  private static Manifest manifest(String text) {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(text, "m.yml", problems);
    problems.throwIfAny();
    return manifest;
  }
}
