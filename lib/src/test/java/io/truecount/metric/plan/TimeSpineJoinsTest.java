package io.truecount.metric.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.Problems;
import io.truecount.metric.DuckTables;
import io.truecount.metric.manifest.Grain;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.ManifestReader;
import io.truecount.metric.manifest.Metric.PeriodAggregation;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.manifest.Window;
import io.truecount.metric.plan.GroupByItem.OfCustom;
import io.truecount.metric.plan.GroupByItem.OfGrain;
import io.truecount.metric.sql.Dialect;
import io.truecount.metric.sql.Expr;
import io.truecount.metric.sql.Select.Named;
import io.truecount.metric.sql.TableNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Running totals and offsets on a few rows, against rows written by hand. Each test says which days
 * the time spine has and when events happened; a result such as {@code 2023-05-02 a} is the event a
 * that counts on 2 May.
 */
final class TimeSpineJoinsTest {
  private static final List<GroupByItem.Unit> BY_DAY = List.of(new OfGrain(Grain.DAY));
  private static final List<GroupByItem.Unit> BY_MONTH = List.of(new OfGrain(Grain.MONTH));
  private static final List<GroupByItem.Unit> BY_SEASON = List.of(new OfCustom("season"));

  private static final Manifest MANIFEST =
      manifest(
          """
          project_configuration:
            time_spines:
              - node_relation: {alias: days}
                primary_column: {name: day, time_granularity: day}
                custom_granularities: [{name: season}]
          """);

  private final List<String> tables = new ArrayList<>();
  private final TimeSpineJoins joins = new TimeSpineJoins(new Spines(MANIFEST));

  private static Manifest manifest(String text) {
    Problems problems = new Problems();
    Manifest manifest = ManifestReader.read(text, "m.yml", problems);
    problems.throwIfAny();
    return manifest;
  }

  private void days(String first, String last) {
    tables.add(
        "CREATE TABLE days AS SELECT unnest(generate_series(TIMESTAMP '%s', TIMESTAMP '%s',"
                .formatted(first, last)
            + " INTERVAL 1 DAY)) AS day, '' AS season");
  }

  private void seasons(String... rows) {
    tables.add("CREATE TABLE days (day TIMESTAMP, season VARCHAR)");
    insert("days", rows);
  }

  private void events(String... rows) {
    tables.add("CREATE TABLE events (happened TIMESTAMP, name VARCHAR)");
    insert("events", rows);
  }

  private void insert(String table, String... rows) {
    for (String row : rows) {
      String[] values = row.split(" ", -1);
      tables.add("INSERT INTO %s VALUES ('%s', '%s')".formatted(table, values[0], values[1]));
    }
  }

  private static PlanNode rows() {
    return Read.of(
        "rows",
        new TableName("", "events"),
        List.of(
            new Named("time", Expr.column("src", "happened")),
            new Named("name", Expr.column("src", "name"))));
  }

  private List<String> result(PlanNode node) {
    DuckTables duck = DuckTables.of(tables);
    return duck.query(new Plan(node).sql(Dialect.DUCKDB, TableNames.bare())).rows().stream()
        .map(row -> String.join(" ", row).replace("T00:00:00", ""))
        .sorted()
        .toList();
  }

  private List<String> cumulated(Optional<Window> window, Optional<String> toDate) {
    RowSpec.Span span = new RowSpec.Span(window, toDate, PeriodAggregation.LAST);
    return result(joins.cumulated(rows(), "time", Grain.DAY, span, Optional.empty()));
  }

  private List<String> back(
      int count, String grain, Grain spine, List<GroupByItem.Unit> requested) {
    RowSpec.Offset offset =
        new RowSpec.Offset(Optional.of(new Window(count, grain)), Optional.empty());
    return result(joins.offset(rows(), "time", Grain.DAY, spine, offset, requested));
  }

  private List<String> toStart(String grain, List<GroupByItem.Unit> requested) {
    RowSpec.Offset offset = new RowSpec.Offset(Optional.empty(), Optional.of(grain));
    return result(joins.offset(rows(), "time", Grain.DAY, Grain.DAY, offset, requested));
  }

  @Test
  void a_window_counts_a_row_for_its_length() {
    days("2023-05-01", "2023-05-05");
    events("2023-05-01 a", "2023-05-03 b");

    assertThat(cumulated(Optional.of(new Window(2, "day")), Optional.empty()))
        .containsExactly("2023-05-01 a", "2023-05-02 a", "2023-05-03 b", "2023-05-04 b");
  }

  @Test
  void without_a_window_a_row_counts_forever() {
    days("2023-05-01", "2023-05-03");
    events("2023-04-11 old", "2023-05-02 b");

    assertThat(cumulated(Optional.empty(), Optional.empty()))
        .containsExactly(
            "2023-05-01 old", "2023-05-02 b", "2023-05-02 old", "2023-05-03 b", "2023-05-03 old");
  }

  @Test
  void a_period_to_date_forgets_the_period_before() {
    days("2023-04-29", "2023-05-02");
    events("2023-04-29 a", "2023-05-01 b");

    assertThat(cumulated(Optional.empty(), Optional.of("month")))
        .containsExactly("2023-04-29 a", "2023-04-30 a", "2023-05-01 b", "2023-05-02 b");
  }

  @Test
  void only_the_spine_values_that_are_queried_are_joined() {
    days("2023-05-01", "2023-05-03");
    events("2023-05-01 a");
    Expr last =
        Expr.equal(Expr.column("time"), new Expr.Cast(new Expr.Text("2023-05-03"), "TIMESTAMP"));

    assertThat(
            result(
                joins.cumulated(
                    rows(),
                    "time",
                    Grain.DAY,
                    new RowSpec.Span(Optional.empty(), Optional.empty(), PeriodAggregation.LAST),
                    Optional.of(last))))
        .containsExactly("2023-05-03 a");
  }

  @Test
  void days_that_a_shorter_month_lacks_look_back_at_its_last_day() {
    days("2023-03-27", "2023-04-01");
    events("2023-02-27 a", "2023-02-28 b");

    assertThat(back(1, "month", Grain.DAY, BY_DAY))
        .containsExactly(
            "2023-03-27 a", "2023-03-28 b", "2023-03-29 b", "2023-03-30 b", "2023-03-31 b");
  }

  @Test
  void whole_months_take_all_rows_of_the_month_before() {
    days("2023-02-01", "2023-03-31");
    events("2023-02-01 a", "2023-02-28 b", "2023-03-05 c");

    assertThat(back(1, "month", Grain.MONTH, BY_MONTH))
        .containsExactly("2023-03-01 a", "2023-03-01 b");
  }

  @Test
  void the_start_of_a_period_counts_at_each_of_its_days() {
    days("2023-04-30", "2023-05-03");
    events("2023-05-01 first", "2023-05-02 second");

    assertThat(toStart("month", BY_DAY))
        .containsExactly("2023-05-01 first", "2023-05-02 first", "2023-05-03 first");
  }

  @Test
  void the_start_of_a_period_counts_once_in_a_query_by_that_period() {
    days("2023-04-30", "2023-05-03");
    events("2023-05-01 first", "2023-05-02 second");

    assertThat(toStart("month", BY_MONTH)).containsExactly("2023-05-01 first");
  }

  @Test
  void days_of_a_custom_period_look_back_at_the_day_of_equal_number() {
    seasons(
        "2023-05-01 spring",
        "2023-05-02 spring",
        "2023-05-03 spring",
        "2023-05-04 summer",
        "2023-05-05 summer");
    events("2023-05-01 a", "2023-05-02 b", "2023-05-03 c");

    assertThat(back(1, "season", Grain.DAY, BY_DAY))
        .as("summer has no third day")
        .containsExactly("2023-05-04 a", "2023-05-05 b");
    assertThat(back(1, "season", Grain.DAY, BY_SEASON))
        .as("by season, no row is lost")
        .containsExactly("2023-05-04 a", "2023-05-05 b", "2023-05-05 c");
  }

  @Test
  void the_start_of_a_custom_period_counts_at_each_of_its_days() {
    seasons("2023-05-01 spring", "2023-05-02 spring", "2023-05-03 summer", "2023-05-04 summer");
    events("2023-05-01 a", "2023-05-02 b", "2023-05-03 c");

    assertThat(toStart("season", BY_DAY))
        .containsExactly("2023-05-01 a", "2023-05-02 a", "2023-05-03 c", "2023-05-04 c");
  }

  @Test
  void without_a_declared_spine_every_day_of_the_data_is_there_and_no_hour() {
    Manifest without =
        manifest(
            """
            semantic_models:
              - name: events
                node_relation: {alias: events}
                defaults: {agg_time_dimension: happened}
                entities: [{name: event, type: primary, expr: name}]
                dimensions: [{name: happened, type: time, type_params: {time_granularity: hour}}]
            """);
    SemanticModel model = without.model("events").orElseThrow();
    Spines builtIn =
        new Spines(without)
            .covering(
                List.of(new Spines.TimeColumn(model, model.dimension("happened").orElseThrow())));
    events("2023-05-03 b", "2023-05-01 a");

    assertThat(result(builtIn.values(Grain.DAY, "time")))
        .containsExactly("2023-05-01", "2023-05-02", "2023-05-03");
    assertThatThrownBy(() -> builtIn.values(Grain.HOUR, "time"))
        .hasMessageContaining("there is no time spine of grain hour or finer")
        .hasMessageContaining("declare a time spine with one row a hour");
  }
}
