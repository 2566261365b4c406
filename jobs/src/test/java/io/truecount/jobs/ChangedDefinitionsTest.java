package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code validate --warehouse} says that changed definitions will make a run compute again is
 * what the run then says it has.
 */
final class ChangedDefinitionsTest {
  private static final String CONF =
      """
      nightly.incremental-from = 0
      sources { shop { format = json, path = "shop/dt={date}/*.json"
        event { type = track, name = what, name-is-column = true, id = id, time = at }
        identifiers { email = mail }
        contract { properties { price { type = decimal }, tier { type = string } } } } }
      identity { types { email { level = person, priority = 1, normalize = email } } }
      """;

  private static final String MODELS =
      """
      semantic_models:
        - name: orders
          model: ref('orders')
          defaults: {agg_time_dimension: ordered_at}
          entities: [{name: order, type: primary, expr: order_id}]
          dimensions: [{name: ordered_at, type: time, type_params: {time_granularity: day}}]
          measures: [{name: revenue, agg: sum, expr: price}]
        - name: visits
          model: ref('visits')
          defaults: {agg_time_dimension: visited_at}
          entities: [{name: visit, type: primary, expr: visit_id}]
          dimensions: [{name: visited_at, type: time, type_params: {time_granularity: day}}]
          measures: [{name: visits, agg: count, expr: visit_id}]
      metrics:
        - {name: visits, type: simple, type_params: {measure: visits}}
        - {name: revenue, type: simple, type_params: {measure: revenue}}
      """;

  private static final String AUDIENCE =
      """
      audience:
        name: buyers
        where: { event: Order, within: 2 days, count: ">= 1" }
      """;

  private static final String ORDERS =
      "SELECT event_id AS order_id, occurred_at AS ordered_at, properties.price AS price"
          + " FROM customer_events WHERE name = 'Order'";

  private static final String VISITS =
      "SELECT event_id AS visit_id, occurred_at AS visited_at"
          + " FROM customer_events WHERE name = 'Visit'";

  @TempDir Path folder;

  private static final String TRAIT = "customers { traits { tier { rule = most_recent } } }\n";

  /** Each change alone makes its line, all of them together the lines of all. */
  @Test
  void a_run_computes_again_what_was_announced_and_nothing_else() throws Exception {
    SmallNightly shop = shop();
    deliver(shop, 1);
    assertThat(shop.cli("delta", "validate").out()).contains("nothing has been published");
    night(shop, 1);
    assertThat(announced(shop)).isEmpty();

    announces(shop, "truecount.conf", CONF, "from = 0", "from = 1000", "ingest everything");
    announces(shop, "truecount.conf", CONF, "decimal", "double", "ingest everything");
    announces(shop, "metrics/m.yml", MODELS, "agg: sum", "agg: max", "metrics orders");
    announces(shop, "models/visits.sql", VISITS, "'Visit'", "\"Visit\"", "models visits");
    announces(shop, "audiences/buyers.yml", AUDIENCE, "Order", "Visit", "audiences everything");
    announces(shop, "truecount.conf", CONF, "\\z", TRAIT, "customers everything");
    changeAll(shop);
    holds(
        shop, 2, "audiences everything", "customers everything", "metrics orders", "models visits");

    shop.project("truecount.conf", CONF.replace("normalize = email", "normalize = lower") + TRAIT);
    holds(
        shop,
        3,
        "audiences everything",
        "customers everything",
        "metrics everything",
        "models everything",
        "resolve everything");
  }

  private SmallNightly shop() throws Exception {
    return SmallNightly.in(folder)
        .project("truecount.conf", CONF)
        .project("metrics/m.yml", MODELS)
        .project("audiences/buyers.yml", AUDIENCE)
        .project("models/orders.sql", ORDERS)
        .project("models/visits.sql", VISITS);
  }

  /** Changes a file, looks at what is announced, and takes the change back. */
  private void announces(
      SmallNightly shop, String file, String text, String what, String by, String again)
      throws Exception {
    shop.project(file, text.replaceFirst(what, by));
    assertThat(announced(shop)).as(file).containsExactly(again);
    shop.project(file, text);
  }

  private static void changeAll(SmallNightly shop) throws Exception {
    shop.project("metrics/m.yml", MODELS.replace("agg: sum", "agg: max"))
        .project("models/visits.sql", VISITS.replace("'Visit'", "\"Visit\""))
        .project("audiences/buyers.yml", AUDIENCE.replace("Order", "Visit"))
        .project("truecount.conf", CONF + TRAIT);
  }

  /** Compares what is announced, and what a night then does, with what is expected. */
  private void holds(SmallNightly shop, int day, String... again) throws Exception {
    assertThat(announced(shop)).as("announced for night %d", day).containsExactlyInAnyOrder(again);
    deliver(shop, day);
    night(shop, day);
    assertThat(touched()).as("touched by night %d", day).containsExactlyInAnyOrder(again);
  }

  private static void deliver(SmallNightly shop, int day) throws Exception {
    shop.lake(
        "shop/dt=2026-03-%02d/a.json".formatted(day),
        Stream.of("Order", "Visit")
            .map(
                what ->
                    "{\"id\":\"%s%d\",\"what\":\"%s\",\"at\":\"2026-03-%02dT10:00:00Z\","
                            .formatted(what, day, what, day)
                        + "\"mail\":\"c%d@x.example\",\"price\":\"7\",\"tier\":\"gold\"}\n"
                            .formatted(day % 2))
            .reduce("", String::concat));
  }

  private static void night(SmallNightly shop, int day) {
    Cli run =
        shop.cli(
            "delta",
            "run",
            "nightly",
            "--interval",
            "2026-03-%02d/2026-03-%02d".formatted(day, day + 1),
            "--lake",
            shop.folder().resolve("lake").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** Step and table of each line that says what is computed again. */
  private List<String> announced(SmallNightly shop) {
    Cli validate = shop.cli("delta", "validate");
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    return validate
        .out()
        .lines()
        .filter(line -> line.startsWith("against release "))
        .map(
            line ->
                line.replaceFirst("against release \\d+, (\\w+) computes (\\w+) again.*", "$1 $2"))
        .toList();
  }

  /** The same, of what the last run says it has computed as a whole. */
  private List<String> touched() throws Exception {
    return Tables.of(folder.resolve("warehouse"), TableFormat.DELTA)
        .query(
            """
            WITH last AS (FROM touched
              WHERE run_id = (SELECT run_id FROM releases ORDER BY release DESC LIMIT 1)),
            whole AS (FROM last WHERE what = 'everything')
            SELECT step || ' everything' FROM whole
            UNION ALL
            SELECT step || ' ' || value FROM last
            WHERE (why LIKE 'all: %' OR why LIKE 'the model, or one%')
              AND step NOT IN (SELECT step FROM whole)
            """);
  }
}
