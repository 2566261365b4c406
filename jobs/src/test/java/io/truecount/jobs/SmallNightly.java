package io.truecount.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A project and a lake of a few lines, for nightlies that are run by the command line. */
public record SmallNightly(Path folder) {
  /** Occurs in the lake, and must occur in nothing that is printed, logged or in the ledger. */
  static final String SECRET = "jane.doe@secret.example";

  public static final String DAY = "2026-03-01/2026-03-02";

  private static final String CONF =
      """
      sources { web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = Order, id = id, time = at }
        identifiers { email = mail }
        contract { properties {
          mail { type = string }, price { type = decimal, required = true, min = 0 }
        } } } }
      identity { types { email { level = person, priority = 1, normalize = email } } }
      customers.traits { mail { property = mail } }
      """;

  static final String METRICS =
      """
      semantic_models:
        - name: customers
          model: ref('customers')
          entities: [{ name: customer, type: primary, expr: customer_id }]
          dimensions: [{ name: seen, type: time, expr: first_seen, type_params: { time_granularity: day } }]
          defaults: { agg_time_dimension: seen }
          measures: [{ name: shoppers, agg: count, expr: "1" }]
      metrics:
        - { name: shoppers, label: shoppers, type: simple, type_params: { measure: shoppers } }
      """;

  private static final String AUDIENCE =
      """
      audience:
        name: buyers
        where: { event: Order }
      """;

  private static final String CHECKS =
      """
      checks {
        quarantine-share { max = 0.2, severity = warn }
        parity { shoppers { audience = buyers } }
      }
      """;

  private static final String LINES =
      """
      {"id":"1","at":"2026-03-01T00:00:00Z","mail":"jane@x.example","price":"3.5"}
      {"id":"2","at":"2026-03-01T01:00:00Z","mail":"joe@x.example","price":"2"}
      {"id":"2","at":"2026-03-01T01:00:00Z","mail":"joe@x.example","price":"2"}
      {"id":"3","at":"2026-03-01T02:00:00Z","mail":"joe@x.example","price":"-2"}
      """;

  public static SmallNightly in(Path folder) throws IOException {
    SmallNightly nightly = new SmallNightly(folder);
    return nightly
        .project("truecount.conf", CONF)
        .lake(
            "web/dt=2026-03-01/a.json",
            "{\"id\":\"1\",\"at\":\"2026-03-01T00:00:00Z\",\"mail\":\"%s\",\"price\":\"3.5\"}\n"
                .formatted(SECRET));
  }

  /** With work for every step: of four lines one is a duplicate, and one breaks its contract. */
  public static SmallNightly everyStep(Path folder) throws IOException {
    return SmallNightly.in(folder)
        .lake("web/dt=2026-03-01/a.json", LINES)
        .configured(CHECKS)
        .project("metrics/m.yml", METRICS)
        .project("audiences/buyers.yml", AUDIENCE);
  }

  public SmallNightly project(String file, String text) throws IOException {
    return write("project/" + file, text);
  }

  public SmallNightly configured(String more) throws IOException {
    return project("truecount.conf", CONF + more);
  }

  /** As {@link #everyStep}, with more checks. */
  SmallNightly checked(String more) throws IOException {
    return configured(CHECKS + "checks { " + more + " }\n");
  }

  public SmallNightly lake(String file, String text) throws IOException {
    return write("lake/" + file, text);
  }

  private SmallNightly write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return this;
  }

  Path warehouse() {
    return folder.resolve("warehouse");
  }

  /** The nightly of the one day. */
  public Cli nightly(String format, String... more) {
    String[] run = {
      "run", "nightly", "--interval", DAY, "--lake", folder.resolve("lake").toString()
    };
    return cli(format, Stream.of(run, more).flatMap(Stream::of).toArray(String[]::new));
  }

  /** With a look at the lake. */
  Cli validate() {
    return Cli.run(
        "validate",
        "--project",
        folder.resolve("project").toString(),
        "--lake",
        folder.resolve("lake").toString());
  }

  /** Another command on the project and warehouse. */
  public Cli cli(String format, String... command) {
    String[] place = {
      "--project", folder.resolve("project").toString(),
      "--warehouse", warehouse().toString(),
      "--format", format
    };
    return Cli.run(Stream.of(command, place).flatMap(Stream::of).toArray(String[]::new));
  }
}
