package io.truecount.jobs;

import io.truecount.config.TableConfig;
import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A whole project in the small, run from the command line: an order of another customer every day
 * of March 2026, counted in two tables.
 */
record OrdersShop(Path folder, TableFormat format) {
  private static final String CONF =
      """
      sources {
        orders {
          format = csv
          path = "orders/dt={date}/*.csv"
          event { type = track, name = Order, time = at }
          identifiers { user_id = user }
          contract { properties { revenue { type = decimal } } }
        }
      }
      identity { types { user_id { level = person, priority = 1 } } }
      """;

  private static final String METRICS =
      """
      semantic_models:
        - name: sales
          model: ref('sales')
          defaults: {agg_time_dimension: at}
          entities: [{name: sale, type: primary, expr: id}]
          dimensions: [{name: at, type: time, type_params: {time_granularity: second}}]
          measures: [{name: orders, agg: count, expr: id}]
        - name: customers
          model: ref('customers')
          defaults: {agg_time_dimension: last_seen}
          entities: [{name: buyer, type: primary, expr: customer_id}]
          dimensions: [{name: last_seen, type: time, type_params: {time_granularity: second}}]
          measures: [{name: persons, agg: count, expr: customer_id}]
      metrics:
        - {name: orders, type: simple, type_params: {measure: orders}}
        - {name: persons, type: simple, type_params: {measure: persons}}
      """;

  /** Of a folder; an earlier shop there is the same one. */
  static OrdersShop in(Path folder, TableFormat format) throws IOException {
    OrdersShop shop = new OrdersShop(folder, format);
    shop.write("project/truecount.conf", CONF);
    shop.write("project/models/sales.sql", "SELECT event_id AS id, occurred_at AS at FROM events");
    shop.write("project/metrics/m.yml", METRICS);
    shop.write(
        "project/audiences/buyers.yml",
        "audience: { name: buyers, entity: customer, where: { trait: kind, is: known } }");
    for (int day = 1; day < 5; day++) {
      shop.write(
          "lake/orders/dt=2026-03-0%d/o.csv".formatted(day),
          "at,user,revenue\n2026-03-0%d 10:00:00,u%d,10.5\n".formatted(day, day));
    }
    return shop;
  }

  Path warehouse() {
    return folder.resolve("warehouse");
  }

  TableConfig tables() {
    return new TableConfig(format, warehouse().toString(), "cdp", Map.of());
  }

  /** Where another warehouse takes the place of this one. */
  OrdersShop at(Path other) throws IOException {
    return in(other, format);
  }

  Cli nightly(int day, String... more) {
    return Cli.run(arguments("nightly", day, more).toArray(String[]::new));
  }

  /** A command line that runs a step, or the nightly, of one day. */
  List<String> arguments(String step, int day, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                step,
                "--interval",
                "2026-03-%02d/2026-03-%02d".formatted(day, day + 1),
                "--lake",
                folder.resolve("lake").toString()));
    arguments.addAll(place());
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** A command that reads. */
  Cli read(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(place());
    return Cli.run(arguments.toArray(String[]::new));
  }

  /** Orders and persons, each from a table of its own, of which there are as many. */
  String ordersAndPersons() {
    Cli cli = read("metrics", "query", "orders", "persons", "--output", "csv");
    return cli.exitCode() == 0
        ? cli.out().lines().skip(1).collect(Collectors.joining(" "))
        : cli.err();
  }

  private List<String> place() {
    return List.of(
        "--project",
        folder.resolve("project").toString(),
        "--warehouse",
        warehouse().toString(),
        "--format",
        format.name().toLowerCase(Locale.ROOT));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }
}
