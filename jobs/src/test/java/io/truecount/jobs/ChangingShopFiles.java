package io.truecount.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a project of {@link ChangingShop}. */
final class ChangingShopFiles {
  private final Path folder;
  private final Set<String> parts;
  private final Map<String, String> types;
  private final Map<String, String> names;

  private ChangingShopFiles(
      Path folder, Set<String> parts, Map<String, String> types, Map<String, String> names) {
    this.folder = folder;
    this.parts = parts;
    this.types = types;
    this.names = names;
  }

  static void write(
      Path folder, Set<String> parts, Map<String, String> types, Map<String, String> names)
      throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    new ChangingShopFiles(folder, parts, types, names).write();
  }

  static boolean declares(Set<String> parts, String source, String property) {
    boolean read = source.equals("orders") || parts.contains(source);
    return read && (property.equals("amount") || parts.contains(property));
  }

  private void write() throws IOException {
    save("truecount.conf", configuration());
    save(
        "models/orders.sql",
        "SELECT event_id AS order_id, customer_id, occurred_at AS ordered_at, properties.revenue AS revenue"
            + column("pieces")
            + column("channel")
            + " FROM customer_events WHERE source = 'orders'");
    if (parts.contains("recent_orders")) {
      save(
          "models/%s.sql".formatted(name("recent_orders")),
          "SELECT * FROM orders WHERE ordered_at >= TIMESTAMP '2026-03-02T00:00:00Z'");
    }
    if (parts.contains("metric")) {
      save(
          "metrics/shop.yml",
          METRICS + (parts.contains("days") ? DAYS.formatted(name("days")) : ""));
    }
    if (parts.contains("frequent")) {
      save("audiences/frequent.yml", AUDIENCE.formatted(name("frequent")));
    }
  }

  private String configuration() {
    StringBuilder text = new StringBuilder("lake = lake\nsources {\n");
    text.append(
        source(
            "orders",
            "csv",
            List.of("revenue", "pieces", "channel"),
            ", received = received",
            parts.contains("email") ? ", %s = mail".formatted(name("email")) : ""));
    if (parts.contains("visits")) {
      text.append(
          source(
              "visits",
              "json",
              List.of("score", "page"),
              "",
              parts.contains("device") ? ", %s = device".formatted(name("device")) : ""));
    }
    if (parts.contains("refunds")) {
      text.append(source("refunds", "csv", List.of("amount"), "", ""));
    }
    text.append("}\nidentity { types { user_id { level = person, priority = 1 }\n");
    if (parts.contains("email")) {
      text.append(
          "%s { level = person, priority = 2, normalize = email }\n".formatted(name("email")));
    }
    if (parts.contains("device")) {
      text.append("%s { level = device, priority = 3 }\n".formatted(name("device")));
    }
    text.append("} }\ncustomers { traits { first_revenue { property = revenue, rule = first }\n");
    if (parts.contains("trait") && parts.contains("pieces")) {
      text.append("%s { property = pieces, rule = max }\n".formatted(name("trait")));
    }
    return text.append("} }\n").toString();
  }

  private String source(
      String name, String format, List<String> properties, String more, String identifiers) {
    StringBuilder text =
        new StringBuilder(
            """
        %s {
          format = %s
          path = "%s/dt={date}/*.%s"
          event { type = track, name = "%s", id = id, time = at%s }
          identifiers { user_id = user%s }
          contract { properties {
        """
                .formatted(name, format, name, format, name, more, identifiers));
    for (String property : properties) {
      if (property.equals("revenue") || declares(parts, name, property)) {
        text.append("    %s { type = %s }\n".formatted(property, types.getOrDefault(property, "")));
      }
    }
    return text.append("  } }\n}\n").toString();
  }

  private String column(String property) {
    return parts.contains(property) ? ", properties.%s AS %s".formatted(property, property) : "";
  }

  private String name(String part) {
    return names.getOrDefault(part, part);
  }

  private void save(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static final String METRICS =
      """
      semantic_models:
        - name: orders
          model: ref('orders')
          defaults: { agg_time_dimension: ordered_at }
          entities:
            - { name: order, type: primary, expr: order_id }
            - { name: customer, type: foreign, expr: customer_id }
          dimensions:
            - { name: ordered_at, type: time, type_params: { time_granularity: day } }
          measures:
            - { name: order_count, agg: count, expr: order_id }
            - { name: buyers, agg: count_distinct, expr: customer_id }
      metrics:
        - { name: orders, label: Orders, type: simple, type_params: { measure: order_count } }
        - { name: buyers, label: Buyers, type: simple, type_params: { measure: buyers } }
      """;

  private static final String DAYS =
      """
      saved_queries:
        - name: order_days
          query_params:
            metrics: [orders]
            group_by: ["TimeDimension('metric_time', 'day')"]
          exports:
            - { name: %1$s, config: { export_as: table } }
            - { name: %1$s_view, config: { export_as: view } }
      """;

  private static final String AUDIENCE =
      """
      audience:
        name: %s
        entity: customer
        where:
          all:
            - event: orders
              count: ">= 2"
      """;
}
