package io.truecount.jobs;

import io.truecount.config.Interval;
import io.truecount.config.Overrides;
import io.truecount.config.Run;
import io.truecount.config.TableFormat;
import io.truecount.jobs.cli.Sessions;
import io.truecount.jobs.nightly.Nightly;
import io.truecount.jobs.nightly.RunContext;
import io.truecount.jobs.nightly.RunContext.Extent;
import io.truecount.jobs.nightly.Runner;
import io.truecount.jobs.nightly.Step;
import io.truecount.project.Project;
import io.truecount.testkit.SparkWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.spark.sql.SparkSession;

/**
 * A shop whose lake gets as many records every day: orders of customers that are known or a device,
 * some of them late, of another customer than before, or sent again; and models and metrics of all
 * kinds. Some orders are equal rows of a model.
 */
record ShopNights(Path folder, TableFormat format, Random random, Orders orders) {
  /** What comes every day. */
  enum Orders {
    /** Orders of known customers and of devices, some late or sent again. */
    MIXED,
    /** As many orders of known customers. */
    STEADY
  }

  private static final int USERS = 20;

  static ShopNights in(Path folder, TableFormat format, long seed) throws IOException {
    ShopNights shop = new ShopNights(folder, format, new Random(seed), Orders.MIXED);
    shop.write("project/truecount.conf", ShopNightsFiles.CONF);
    shop.write(
        "project/metrics/m.yml",
        ShopNightsFiles.MODELS
            + ShopNightsFiles.OTHER_MODELS
            + ShopNightsFiles.METRICS
            + ShopNightsFiles.OTHER_METRICS);
    shop.orders("revenue");
    shop.audience(2);
    shop.write(
        "project/models/purchases.sql",
        "SELECT customer_id, properties.channel AS channel, date_trunc('DAY', occurred_at) AS day"
            + " FROM customer_events WHERE properties.channel <> 'shop'");
    shop.write("project/models/channels.sql", "SELECT DISTINCT channel, day FROM purchases");
    shop.write(
        "project/models/large.sql",
        "/*\nmaterialized: view\n*/\nSELECT * FROM orders WHERE revenue > 50");
    shop.write("project/models/large_ids.sql", "SELECT order_id, customer_id FROM large");
    return shop;
  }

  /** A shop of models that are row by row, and of metrics of these alone. */
  static ShopNights steady(Path folder, TableFormat format) throws IOException {
    ShopNights shop = new ShopNights(folder, format, new Random(1), Orders.STEADY);
    shop.write("project/truecount.conf", ShopNightsFiles.CONF);
    shop.write("project/metrics/m.yml", ShopNightsFiles.MODELS + ShopNightsFiles.METRICS);
    shop.orders("revenue");
    shop.write("project/models/large.sql", "SELECT * FROM orders WHERE revenue > 50");
    return shop;
  }

  /** Maintenance merges two files, and keeps two releases and nothing for a time. */
  void keepLittle() throws IOException {
    write(
        "project/truecount.conf",
        ShopNightsFiles.CONF + "maintain { min-files = 2, keep-for = 0s }\n");
  }

  /** The command line on this shop's warehouse. */
  List<String> command(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--project", folder.resolve("project").toString()));
    all.addAll(List.of("--lake", folder.resolve("lake").toString()));
    all.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    all.addAll(List.of("--format", format.name().toLowerCase(Locale.ROOT)));
    return all;
  }

  /** The model of orders with a revenue of its own. */
  void orders(String revenue) throws IOException {
    write(
        "project/models/orders.sql",
        """
        /*
        unique_key: order_id
        */
        SELECT event_id AS order_id, customer_id, occurred_at AS ordered_at,
          properties.%s AS revenue, properties.channel AS channel,
          map('place', properties.channel) AS tags
        FROM customer_events
        """
            .formatted(revenue));
  }

  /** An audience of the orders of some days. */
  void audience(int days) throws IOException {
    write("project/audiences/buyers.yml", ShopNightsFiles.AUDIENCE.formatted(days));
  }

  /** The files of a day; those of a day that was delivered before are other ones. */
  void deliver(int day) throws IOException {
    StringBuilder text = new StringBuilder("id,user,device,at,received,revenue,channel\n");
    if (orders == Orders.STEADY) {
      for (int i = 0; i < 20; i++) {
        text.append(
            "o%d-%d,u%d,,%sT10:00:00Z,%sT23:00:00Z,%d,web\n"
                .formatted(day, i, i, date(day), date(day), 5 * i));
      }
      write("lake/orders/dt=2026-03-%02d/o.csv".formatted(day), text.toString());
      return;
    }
    for (int i = 0; i < 20; i++) {
      String user = random.nextInt(3) == 0 ? "" : "u" + random.nextInt(USERS);
      int late = i % 7 == 6 ? 1 + random.nextInt(3) : 0;
      text.append(order(day + "-" + i, user, day, day - late, 23));
    }
    if (day > 1) { // of before: the earlier of two deliveries counts
      text.append(order((day - 1) + "-3", "u1", day, day - 1, 1));
    }
    write("lake/orders/dt=2026-03-%02d/o.csv".formatted(day), text.toString());
  }

  private String order(String id, String user, int day, int of, int received) {
    return "o%s,%s,d%d,%sT%02d:00:00Z,%sT%02d:00:00Z,%d,%s\n"
        .formatted(
            id,
            user,
            device(user),
            date(of),
            random.nextInt(20),
            date(received == 1 ? day - 1 : day),
            received,
            random.nextInt(90),
            List.of("web", "app", "shop").get(random.nextInt(3)));
  }

  /** A device is mostly of the user with its number, so that few customers are merged or split. */
  private int device(String user) {
    return user.isEmpty() || random.nextInt(8) == 0
        ? random.nextInt(2 * USERS)
        : Integer.parseInt(user.substring(1));
  }

  private static String date(int day) {
    return java.time.LocalDate.parse("2026-03-01").plusDays(day - 1L).toString();
  }

  /**
   * Loads some days.
   *
   * @return what each step has made Spark do
   */
  Map<String, SparkWork> night(int first, int last, int asOf, Extent extent) throws IOException {
    return steps(first, last, asOf, extent, Nightly.standard().steps().size());
  }

  /** Loads some days with the first steps of a nightly; less than all leave it unpublished. */
  Map<String, SparkWork> steps(int first, int last, int asOf, Extent extent, int count)
      throws IOException {
    List<Step> steps = Nightly.standard().steps().subList(0, count);
    return steps(first, last, asOf, extent, steps, (context, step) -> {});
  }

  /**
   * Loads some days with some steps.
   *
   * @param between what happens after each step, while no step has the lease
   */
  Map<String, SparkWork> steps(
      int first,
      int last,
      int asOf,
      Extent extent,
      List<Step> steps,
      BiConsumer<RunContext, Step> between)
      throws IOException {
    Map<String, SparkWork> work = new TreeMap<>();
    Nightly nightly = Nightly.standard();
    Project project =
        nightly.project(
            folder.resolve("project"),
            new Overrides(
                Optional.of(folder.resolve("lake").toString()),
                Optional.of(folder.resolve("warehouse").toString()),
                Optional.of(format)));
    Run run =
        Run.of(
            Interval.parse(date(first) + "/" + date(last + 1)),
            Instant.parse(date(asOf + 1) + "T00:00:00Z"),
            "config",
            "code");
    try (SparkSession spark = Sessions.start(project.config().table())) {
      RunContext context = new RunContext(spark, project, run, InstantSource.system(), extent);
      for (Step step : steps) {
        work.put(
            step.name(),
            SparkWork.of(spark, () -> Runner.run(nightly, context, List.of(step), Duration.ZERO)));
        between.accept(context, step);
      }
    }
    return work;
  }

  Tables tables() throws IOException {
    return Tables.of(folder.resolve("warehouse"), format);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }
}
