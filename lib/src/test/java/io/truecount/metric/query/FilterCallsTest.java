package io.truecount.metric.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Direction;
import io.truecount.metric.sql.ExprWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The calls of filters and saved queries: how they are read, what they mean, and what is refused.
 */
final class FilterCallsTest {
  private static final Manifest MANIFEST =
      ManifestReader.read(
          """
          project_configuration:
            time_spines:
              - node_relation: {alias: days}
                primary_column: {name: day, time_granularity: day}
                custom_granularities: [{name: season}]
          """,
          "m.yml",
          new Problems());

  @Test
  void a_call_has_arguments_by_position_and_by_name_and_chained_methods() {
    CallReader.Call call =
        new CallReader(
                "TimeDimension('ds', \"day\", entity_path=['a', 'b']) . date_part('year')",
                "m.yml:3")
            .read();

    assertThat(call.name()).isEqualTo("TimeDimension");
    assertThat(call.text(0, "name")).contains("ds");
    assertThat(call.text(1, "time_granularity_name")).contains("day");
    assertThat(call.list(9, "entity_path")).containsExactly("a", "b");
    assertThat(call.chained("date_part")).contains("year");
    assertThat(call.chained("grain")).isEmpty();
    assertThat(call.text(2, "other")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Dimenson('x')      | "Dimenson" is not a call that a filter may contain | did you mean "Dimension"?
          Dimension('x       | a quote is not closed                              | close it
          Dimension 'x'()    | "(" is missing at position 10                      | complete the call
          Dimension('x'      | a name is missing at position 13                   | write one of the four calls
          Dimension('x') = 1 | "= 1" cannot follow                                | close the call there
          ('x')              | a name is missing at position 0                    | write one of the four calls
          """)
  void a_wrong_call_is_reported_with_its_text_and_place(String text, String what, String remedy) {
    assertThatThrownBy(() -> Template.parse(text, "m.yml:3", MANIFEST))
        .isInstanceOfSatisfying(
            TruecountException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        Problem.of("%s in \"%s\"".formatted(what, text), "m.yml:3", remedy)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          Dimension('customer__country')                       | customer__country
          Dimension('country', entity_path=['order','customer']) | order__customer__country
          Dimension('customer__born').grain('WEEK')            | customer__born__week
          Dimension(name='customer__born').date_part('dow')    | customer__born__extract_dow
          TimeDimension('metric_time', 'Month')                | metric_time__month
          TimeDimension('metric_time', 'season')               | metric_time__season
          Entity('customer', entity_path=['order'])            | order__customer
          customer__born__season                               | customer__born__season
          """)
  void a_call_is_the_name_of_an_item(String text, String name) {
    assertThat(Template.parse(text, "m.yml:3", MANIFEST))
        .isEqualTo(new Template.Item(ItemName.parse(name, MANIFEST), Direction.ASCENDING));
  }

  @Test
  void a_metric_has_the_keys_that_it_is_grouped_by() {
    assertThat(
            Template.parse(
                "Metric('orders', group_by=['customer', 'shop']).descending(True)",
                "m.yml:3",
                MANIFEST))
        .isEqualTo(
            new Template.OfMetric(
                "orders",
                List.of(ItemName.parse("customer", MANIFEST), ItemName.parse("shop", MANIFEST)),
                Direction.DESCENDING));
  }

  @Test
  void calls_and_bare_columns_of_a_filter_become_placeholders() {
    Filter filter = filter("{{ Dimension('order__channel') }} = 'web' OR amount > 5", "m.yml:3");

    assertThat(new ExprWriter(Dialect.DUCKDB).sql(filter.condition()))
        .isEqualTo("(truecount_item_0 = 'web') OR (truecount_item_1 > 5)");
    assertThat(filter.templates().values())
        .containsExactly(
            Template.parse("order__channel", "", MANIFEST), Template.parse("amount", "", MANIFEST));
  }

  @Test
  void filters_that_mean_the_same_are_equal_wherever_they_are_written() {
    Filter filter = filter("{{ Dimension('order__channel') }} = 'web'", "m.yml:3");

    assertThat(filter("{{Dimension('order__channel')}}='web'", "m.yml:9"))
        .isEqualTo(filter)
        .hasSameHashCodeAs(filter);
    assertThat(filter("{{ Dimension('order__channel') }} = 'app'", "m.yml:3")).isNotEqualTo(filter);
    assertThat(filter("{{ Dimension('order__kind') }} = 'web'", "m.yml:3")).isNotEqualTo(filter);
  }

  @Test
  void a_call_that_is_not_closed_is_reported_where_the_filter_is() {
    assertThatThrownBy(() -> filter("{{ Dimension('x') = 1", "m.yml:3"))
        .isInstanceOfSatisfying(
            TruecountException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        Problem.of("\"{{\" is not closed", "m.yml:3", "close it with \"}}\"")));
  }

  @Test
  void a_filter_that_is_no_sql_is_reported_where_it_is() {
    assertThatThrownBy(() -> filter("{{ Dimension('x') }} = = 1", "m.yml:3"))
        .isInstanceOfSatisfying(
            TruecountException.class,
            e ->
                assertThat(Optional.of(e.problems().get(0)).map(Problem::where))
                    .contains("m.yml:3"));
  }

  private static Filter filter(String text, String where) {
    return Filter.parse(new WhereFilter(text, where), MANIFEST);
  }
}
