package io.truecount.metric.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Dimension;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.query.ItemName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What names mean for the model of orders. Orders belong to customers and shops, and both of these
 * to regions; a price has versions.
 */
final class ResolverTest {
  private static final Manifest MANIFEST =
      manifest(
          """
          semantic_models:
            - name: orders
              node_relation: {alias: orders}
              defaults: {agg_time_dimension: ordered_at}
              entities:
                - {name: order, type: primary}
                - {name: customer, type: foreign}
                - {name: shop, type: foreign}
                - {name: price, type: foreign}
              dimensions:
                - {name: ordered_at, type: time, type_params: {time_granularity: day}}
                - {name: country, type: categorical}
            - name: customers
              node_relation: {alias: customers}
              entities:
                - {name: customer, type: primary}
                - {name: region, type: foreign}
              dimensions:
                - {name: country, type: categorical}
                - {name: zone, type: categorical}
                - {name: born, type: time, type_params: {time_granularity: day}}
            - name: shops
              node_relation: {alias: shops}
              entities:
                - {name: shop, type: unique}
                - {name: region, type: foreign}
              primary_entity: branch
              dimensions: [{name: size, type: categorical}]
            - name: regions
              node_relation: {alias: regions}
              entities: [{name: region, type: primary}]
              dimensions:
                - {name: zone, type: categorical}
                - {name: title, type: categorical}
            - name: prices
              node_relation: {alias: prices}
              primary_entity: price_version
              entities: [{name: price, type: natural}]
              dimensions: [{name: currency, type: categorical}]
          """);

  private static final SemanticModel ORDERS = MANIFEST.model("orders").orElseThrow();
  private final Resolver resolver = new Resolver(MANIFEST);

  private static Manifest manifest(String text) {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(text, "m.yml", problems);
    problems.throwIfAny();
    return manifest;
  }

  private GroupByItem resolve(SemanticModel root, String name) {
    Optional<Dimension> time = root.dimension("ordered_at");
    return resolver.resolve(root, time, ItemName.parse(name, MANIFEST), "m.yml:7");
  }

  private static String path(GroupByItem item) {
    return String.join(" ", item.path().stream().map(hop -> hop.target().name()).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "country,                 order__country,          ''",
    "order__country,          order__country,          ''",
    "customer__country,       customer__country,       customers",
    "customer,                customer,                ''",
    "zone,                    customer__zone,          customers",
    "shop__region__title,     shop__region__title,     shops regions",
    "size,                    shop__size,              shops",
    "currency,                price__currency,         prices",
    "customer__region,        customer__region,        customers",
    "metric_time,             metric_time__day,        ''",
    "metric_time__month,      metric_time__month,      ''",
    "customer__born__year,    customer__born__year,    customers",
  })
  void own_names_come_first_then_the_fewest_joins(String name, String whole, String path) {
    GroupByItem item = resolve(ORDERS, name);

    assertThat(item.name()).hasToString(whole);
    assertThat(path(item)).isEqualTo(path);
  }

  @Test
  void a_name_that_two_join_paths_of_equal_length_lead_to_is_ambiguous() {
    assertThat(problem("region__title"))
        .isEqualTo(
            Problem.of(
                "\"region__title\" can mean customer__region__title (by customers, regions) or"
                    + " shop__region__title (by shops, regions)",
                "m.yml:7",
                "write the whole join path"));
  }

  @Test
  void an_unknown_name_is_reported_with_the_nearest_one() {
    assertThat(problem("customer__contry"))
        .isEqualTo(
            Problem.of(
                "\"customer__contry\" cannot be reached from model \"orders\"",
                "m.yml:7",
                "did you mean \"customer__country\"?"));
  }

  @Test
  void a_grain_finer_than_the_data_is_refused() {
    assertThat(problem("customer__born__hour"))
        .isEqualTo(
            Problem.of(
                "\"customer__born__hour\" is finer than the data, which has one time a day",
                "m.yml:7",
                "query it by day or coarser"));
  }

  private Problem problem(String name) {
    List<Problem> found = new ArrayList<>();
    assertThatThrownBy(() -> resolve(ORDERS, name))
        .isInstanceOfSatisfying(TruecountException.class, e -> found.addAll(e.problems()));
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void a_join_that_would_multiply_rows_is_not_followed() {
    SemanticModel customers = MANIFEST.model("customers").orElseThrow();
    ItemName name = ItemName.parse("order__country", MANIFEST);

    assertThat(resolver.find(customers, Optional.empty(), name, "m.yml:7")).isEmpty();
  }

  @Test
  void only_the_time_of_the_measure_is_its_own() {
    assertThat(resolve(ORDERS, "order__ordered_at").isOwnTime()).isTrue();
    assertThat(resolve(ORDERS, "metric_time").isOwnTime()).isTrue();
    assertThat(resolve(ORDERS, "customer__born").isOwnTime()).isFalse();
    assertThat(resolve(ORDERS, "customer").isOwnTime()).isFalse();
  }

  @Test
  void all_items_in_reach_are_listed() {
    SemanticModel shops = MANIFEST.model("shops").orElseThrow();

    assertThat(resolver.reachable(shops).stream().map(item -> item.name().toString()).distinct())
        .containsExactlyInAnyOrder(
            "branch__size",
            "shop__size",
            "shop",
            "branch__shop",
            "region",
            "branch__region",
            "shop__region",
            "region__zone",
            "region__title");
  }
}
