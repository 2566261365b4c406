package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What users get wrong: every message names the place and the remedy, and the exit code says which
 * kind it is.
 */
final class BadInputTest {
  @TempDir Path folder;
  private ProjectCopy project = new ProjectCopy(Path.of(""));

  @BeforeEach
  void project() throws IOException {
    project = ProjectCopy.below(folder);
  }

  @Test
  void the_example_projects_are_valid() {
    Cli validate = project.validate();
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(validate.out()).contains("5 sources", "6 audiences");
    Path other = Path.of(System.getProperty("truecount.root"), "examples/online-retail");
    Cli retail = Cli.run("validate", "--project", other.toString());
    assertThat(retail.exitCode()).as(retail.err()).isZero();
  }

  @Test
  void all_configuration_errors_are_reported_together() throws IOException {
    project.edit("truecount.conf", "format = csv", "format = cvs");
    project.edit("truecount.conf", "default-region", "default-regoin");
    project.edit("truecount.conf", "property = segment,", "property = sgment,");
    project.edit("truecount.conf", "max = 0.05", "max = 5");
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("unknown source format \"cvs\"", "did you mean \"csv\"?")
        .contains("unknown key identity.default-regoin", "did you mean \"default-region\"?")
        .contains("write a share between 0 and 1")
        .containsPattern("truecount.conf:\\d+");
  }

  @Test
  void a_trait_of_an_undeclared_property_is_refused() throws IOException {
    project.edit("truecount.conf", "property = segment,", "property = sgment,");
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("segment", "sgment", "did you mean \"segment\"?")
        .containsPattern("truecount.conf:\\d+");
  }

  @Test
  void a_cycle_of_models_and_an_unknown_dimension_are_found_without_spark() throws IOException {
    project.edit("models/page_views.sql", "FROM customer_events", "FROM orders");
    project.edit("models/orders.sql", "FROM customer_events", "FROM page_views");
    project.edit(
        "metrics/shop.yml", "Dimension('customer__country')", "Dimension('customer__contry')");
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("models read each other in a circle")
        .containsPattern("page_views.sql:\\d+|orders.sql:\\d+")
        .contains("contry")
        .containsPattern("shop.yml:\\d+");
  }

  @Test
  void a_missing_lake_is_named() {
    Cli run = nightly("--lake", folder.resolve("nowhere").toString());
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains(folder.resolve("nowhere").toString()).contains("->");
  }

  @Test
  void a_warehouse_that_cannot_be_written_is_named_before_any_work() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Cli run = nightly("--lake", folder.toString(), "--warehouse", file.resolve("w").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("the warehouse cannot be written")
        .contains(file.resolve("w").toString())
        .contains("--warehouse")
        .doesNotContain("ingest");
  }

  @Test
  void bad_usage_is_answered_with_the_right_word() {
    assertThat(Cli.run("run", "nihgtly", "--interval", "2026-01-01/2026-01-02").err())
        .contains("did you mean \"nightly\"?");
    Cli interval = Cli.run("run", "nightly", "--interval", "2026-01-02/2026-01-01");
    assertThat(interval.exitCode()).isEqualTo(2);
    assertThat(interval.err()).contains("invalid interval", "2026-03-01/2026-03-02");
    Cli asOf = nightly("--as-of", "yesterday");
    assertThat(asOf.exitCode()).isEqualTo(2);
    assertThat(asOf.err()).contains("invalid instant \"yesterday\"", "--as-of", "2026-03-02");
    Cli command = Cli.run("vaildate");
    assertThat(command.exitCode()).isEqualTo(2);
    assertThat(command.err()).contains("error: truecount:", "did you mean", "validate", "--help");
    assertThat(command.err().lines()).hasSizeLessThan(4);
    Cli option = Cli.run("run", "nightly", "--intervall", "x");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err())
        .contains("error: truecount run:", "--intervall", "see truecount run --help");
    Cli both = Cli.run("metrics", "explain", "page_views", "--saved-query", "daily_sales");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("leave out page_views");
    Cli none = Cli.run("validate", "--project", folder.resolve("none").toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("there is no truecount.conf", "--project");
  }

  @Test
  void audiences_are_listed_with_and_without_the_word() {
    String root = project.root().toString();
    Cli bare = Cli.run("audiences", "--project", root, "--output", "csv");
    assertThat(bare.exitCode()).as(bare.err()).isZero();
    assertThat(bare.out()).startsWith("audience,description\n").contains("staff,");
    assertThat(bare.out())
        .isEqualTo(Cli.run("audiences", "list", "--project", root, "--output", "csv").out());
    Cli misplaced = Cli.run("audiences", "--project", root, "list");
    assertThat(misplaced.exitCode()).isEqualTo(2);
    assertThat(misplaced.err()).contains("--project stands before \"truecount audiences list\"");
  }

  @Test
  void validate_warns_of_what_the_lake_does_not_have() throws IOException {
    String audience = "audience: { name: a, where: { any: [%s, %s, %s, { event: Login }] } }";
    SmallNightly nightly =
        SmallNightly.in(folder.resolve("small"))
            .configured(
                """
                sources.crm { format = csv, path = "crn/*.csv", event { type = track, name = Row } }
                sources.app { format = json, path = "app/dt={date}/*.json"
                  event { type = track, name = kind, name-is-column = true } }
                """)
            .lake("app/dt=2026-03-01/a.json", "{\"kind\":\"Login\"}\n")
            .project(
                "audiences/a.yml",
                audience.formatted(
                    "{ event: Oder }", "{ event: Order }", "{ not: { event: Logn } }"));
    Cli validate = nightly.validate();
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(validate.err().lines().filter(line -> line.startsWith("warning:")))
        .satisfiesExactly(
            w ->
                assertThat(w)
                    .matches(
                        ".*truecount.conf:\\d+: path \"crn/.*\" matches no file.*|.*source crm matches no file.*"),
            w -> assertThat(w).contains("audience a: no source gives an event \"Logn\""),
            w -> assertThat(w).contains("audience a: no source gives an event \"Oder\""));
    assertThat(validate.err()).contains("did you mean \"Login\"?", "did you mean \"Order\"?");
  }

  @Test
  void a_step_before_its_forerunners_says_which_to_run() {
    Cli run =
        Cli.run(
            "run",
            "resolve",
            "--project",
            project.root().toString(),
            "--interval",
            "2026-01-01/2026-03-02",
            "--warehouse",
            folder.resolve("warehouse").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no table events yet", "run ingest first");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void a_warehouse_that_is_not_there_is_named(TableFormat format) {
    String name = format.name().toLowerCase(Locale.ROOT);
    Path missing = folder.resolve("no/warehouse");
    for (String command :
        List.of(
            "releases",
            "metrics query active_customers",
            "audiences size high_value",
            "quarantine list")) {
      Cli run = cli(command.split(" ", -1), missing, name);
      assertThat(run.err())
          .as(command)
          .contains(missing + " (" + name + "): there is no warehouse", "run the nightly first")
          .doesNotContain("SQLITE");
      assertThat(run.exitCode()).as(command).isEqualTo(2);
    }
    assertThat(missing).doesNotExist();
  }

  private Cli cli(String[] command, Path warehouse, String format) {
    String[] place = {
      "--project", project.root().toString(),
      "--warehouse", warehouse.toString(),
      "--format", format
    };
    return Cli.run(Stream.of(command, place).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void a_place_without_a_release_is_named() throws IOException {
    String file = Files.createFile(folder.resolve("file")).toString();
    Cli releases = Cli.run("releases", "--project", project.root().toString(), "--warehouse", file);
    assertThat(releases.exitCode()).isEqualTo(2);
    assertThat(releases.err()).contains(file + " (delta, a file): there is no warehouse");
    assertThat(Cli.run("demo", "--dir", file).err()).contains(file + " is a file", "--dir");
    Cli export =
        Cli.run(
            "metrics",
            "export",
            "--project",
            project.root().toString(),
            "--as",
            "dbt",
            "--out",
            file);
    assertThat(export.err()).contains(file + " is a file", "--out");
  }

  private Cli nightly(String... more) {
    String[] args = {
      "run",
      "nightly",
      "--project",
      project.root().toString(),
      "--interval",
      "2026-01-01/2026-03-02",
      "--warehouse",
      folder.resolve("warehouse").toString()
    };
    return Cli.run(
        Stream.concat(
                Stream.of(args).limit(more.length > 2 ? args.length - 2 : args.length),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
