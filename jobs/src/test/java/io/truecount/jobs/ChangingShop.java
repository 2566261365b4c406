package io.truecount.jobs;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A project that changes from night to night, the lake that it loads, and what has to come of it,
 * worked out one record at a time.
 */
final class ChangingShop {
  /** Property to the source that may declare it. */
  private static final Map<String, String> PROPERTIES =
      new TreeMap<>(
          Map.of(
              "pieces", "orders",
              "channel", "orders",
              "score", "visits",
              "page", "visits",
              "amount", "refunds"));

  private static final List<String> ADDED =
      List.of(
          "visits",
          "refunds",
          "pieces",
          "channel",
          "score",
          "page",
          "email",
          "device",
          "trait",
          "metric",
          "frequent",
          "days",
          "recent_orders");

  /** Each type with the wider one that a property gets after it. */
  private static final Map<String, Map<String, String>> WIDER =
      Map.of(
          "revenue", Map.of("long", "decimal", "decimal", "string"),
          "score", Map.of("long", "double", "double", "string"));

  private final Path folder;
  private final Random random;
  private final Random changes;

  /** What the project of today has, by name. */
  private final TreeSet<String> parts =
      new TreeSet<>(
          List.of("visits", "score", "pieces", "email", "trait", "metric", "frequent", "days"));

  /** Type of each property, declared at present or not. */
  private final Map<String, String> types =
      new TreeMap<>(
          Map.of(
              "revenue", "long", "pieces", "long", "channel", "string", "score", "long", "page",
              "string", "amount", "decimal"));

  /** Names that have changed. */
  private final Map<String, String> names = new TreeMap<>();

  /** Events by key, each its stored properties as text. */
  private final Map<String, Map<String, String>> events = new TreeMap<>();

  ChangingShop(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
    this.changes = new Random(seed);
  }

  Path project() {
    return folder.resolve("project");
  }

  Path lake() {
    return folder.resolve("lake");
  }

  /** Several random changes of the project; some of them undo each other. */
  void change(int count) {
    for (int i = 0; i < count; i++) {
      String part = ADDED.get(changes.nextInt(ADDED.size()));
      switch (changes.nextInt(3)) {
        case 0 -> {
          String property = changes.nextBoolean() ? "revenue" : "score";
          types.computeIfPresent(
              property,
              (name, type) -> WIDER.getOrDefault(name, Map.of()).getOrDefault(type, type));
        }
        case 1 -> names.merge(part, part + "_2", (old, now) -> old.equals(part) ? now : part);
        default -> {
          if (!parts.remove(part)) {
            parts.add(part);
          }
        }
      }
    }
  }

  /**
   * One more day of files, in which one order of the day before comes again, changed and earlier.
   */
  void deliver(int day) throws IOException {
    String at = "2026-03-%02dT".formatted(day);
    StringBuilder orders = new StringBuilder("id,user,mail,at,received,revenue,pieces,channel\n");
    for (int i = 0; i < 12; i++) {
      String user = "u" + random.nextInt(8);
      orders.append(
          "o%d-%d,%s,%s@x.example,%s%02d:00:00Z,%s23:00:00Z,%d,%d,%s\n"
              .formatted(
                  day,
                  i,
                  user,
                  user,
                  at,
                  i,
                  at,
                  random.nextInt(90),
                  1 + random.nextInt(4),
                  random.nextBoolean() ? "app" : "web"));
    }
    if (day > 1) {
      orders.append(
          "o%d-0,u1,u1@x.example,2026-03-%02dT00:00:00Z,2026-03-%02dT01:00:00Z,7,9,late\n"
              .formatted(day - 1, day - 1, day - 1));
    }
    write("orders", day, "csv", orders.toString());
    StringBuilder visits = new StringBuilder();
    StringBuilder refunds = new StringBuilder("id,user,at,amount\n");
    for (int i = 0; i < 8; i++) {
      visits.append(
          "{\"id\":\"v%d-%d\",\"user\":\"u%d\",\"device\":\"d%d\",\"at\":\"%s%02d:30:00Z\",\"score\":%d,\"page\":\"/p%d\"}\n"
              .formatted(
                  day, i, random.nextInt(8), random.nextInt(12), at, i, random.nextInt(50), i % 3));
      refunds.append("r%d-%d,u%d,%s%02d:45:00Z,%d\n".formatted(day, i, i, at, i, i));
    }
    write("visits", day, "json", visits.toString());
    write("refunds", day, "csv", refunds.toString());
  }

  private void write(String source, int day, String suffix, String text) throws IOException {
    Path file = lake().resolve("%s/dt=2026-03-%02d/part.%s".formatted(source, day, suffix));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Writes the project of today. */
  void save() throws IOException {
    ChangingShopFiles.write(project(), parts, types, names);
  }

  List<String> properties() {
    List<String> declared = new ArrayList<>(List.of("revenue"));
    PROPERTIES.forEach(
        (property, source) -> {
          if (ChangingShopFiles.declares(parts, source, property)) {
            declared.add(property);
          }
        });
    return declared;
  }

  /** What a night does: the files of some days, read by the project of today. */
  void load(int first, int last) throws IOException {
    for (String property : properties()) {
      String type = type(property);
      events
          .values()
          .forEach(event -> event.computeIfPresent(property, (name, text) -> as(type, text)));
    }
    events.keySet().removeIf(key -> between(key, first, last));
    for (int day = first; day <= last; day++) {
      csv("orders", day);
      json(day);
      csv("refunds", day);
    }
  }

  /** Keys end with the day that a record was loaded at. */
  private static boolean between(String key, int first, int last) {
    int day = Integer.parseInt(key.replaceFirst(".*@", ""));
    return day >= first && day <= last;
  }

  private void csv(String source, int day) throws IOException {
    if (!source.equals("orders") && !parts.contains(source)) {
      return;
    }
    Path file = lake().resolve("%s/dt=2026-03-%02d/part.csv".formatted(source, day));
    List<String> lines = Files.readAllLines(file);
    String[] columns = lines.get(0).split(",", -1);
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      Map<String, String> record = new TreeMap<>();
      for (int i = 0; i < columns.length; i++) {
        record.put(columns[i], values[i]);
      }
      add(source, day, record);
    }
  }

  private void json(int day) throws IOException {
    if (!parts.contains("visits")) {
      return;
    }
    for (String line :
        Files.readAllLines(lake().resolve("visits/dt=2026-03-%02d/part.json".formatted(day)))) {
      Map<String, String> record = new TreeMap<>();
      for (String pair : line.replaceAll("[{}\"]", "").split(",", -1)) {
        record.put(pair.substring(0, pair.indexOf(':')), pair.substring(pair.indexOf(':') + 1));
      }
      add("visits", day, record);
    }
  }

  /** A second delivery always was received earlier, so it wins. */
  private void add(String source, int day, Map<String, String> record) {
    String key = source + "|" + record.get("id");
    events.keySet().removeIf(other -> other.startsWith(key + "@"));
    Map<String, String> event = new TreeMap<>();
    for (String property : properties()) {
      if (source.equals(PROPERTIES.getOrDefault(property, "orders"))) {
        event.put(property, as(type(property), record.getOrDefault(property, "")));
      }
    }
    events.put(key + "@" + day, event);
  }

  private String type(String property) {
    return types.getOrDefault(property, "");
  }

  private static String as(String type, String text) {
    return switch (type) {
      case "decimal" -> new BigDecimal(text).setScale(4).toPlainString();
      case "double" -> Double.toString(Double.parseDouble(text));
      default -> text;
    };
  }

  /** Every event as the warehouse must have it: key, then each declared property. */
  List<String> expected() {
    return events.entrySet().stream()
        .map(
            event ->
                event.getKey().replaceFirst("@.*", "")
                    + properties().stream()
                        .map(p -> "|" + event.getValue().getOrDefault(p, "-"))
                        .collect(joining()))
        .sorted()
        .toList();
  }

  /** The query that gives {@link #expected} of a warehouse. */
  String query() {
    return "SELECT source || '|' || event_id"
        + properties().stream()
            .map(p -> " || '|' || coalesce(properties.%s::VARCHAR, '-')".formatted(p))
            .collect(joining())
        + " FROM events ORDER BY 1";
  }

  @Override
  public String toString() {
    return "%s, types %s, names %s".formatted(parts, types, names);
  }
}
