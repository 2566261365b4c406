package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong: every message names the place and the remedy, and the exit code tells. */
final class BadInputTest {
  private static final Path CONF = Path.of(System.getProperty("truecount.root"), "conf");

  @TempDir Path folder;
  private Path project = CONF;

  @BeforeEach
  void project() throws IOException {
    project = folder.resolve("project");
    try (Stream<Path> files = Files.walk(CONF)) {
      files.forEach(file -> copy(file, project.resolve(CONF.relativize(file).toString())));
    }
  }

  @Test
  void the_example_projects_are_valid() {
    Cli validate = validate();
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(validate.out()).contains("5 sources", "5 audiences");
    Path other = CONF.resolveSibling("examples/online-retail");
    Cli retail = Cli.run("validate", "--project", other.toString());
    assertThat(retail.exitCode()).as(retail.err()).isZero();
  }

  @Test
  void all_configuration_errors_are_reported_together() throws IOException {
    edit("truecount.conf", "format = csv", "format = cvs");
    edit("truecount.conf", "default-region", "default-regoin");
    edit("truecount.conf", "property = segment,", "property = sgment,");
    edit("truecount.conf", "max = 0.05", "max = 5");
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("unknown source format \"cvs\"", "use one of: csv, json")
        .contains("unknown key identity.default-regoin", "did you mean \"default-region\"?")
        .contains("write a share between 0 and 1")
        .containsPattern("truecount.conf:\\d+");
  }

  @Test
  void a_trait_of_an_undeclared_property_is_refused() throws IOException {
    edit("truecount.conf", "property = segment,", "property = sgment,");
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("segment", "sgment", "did you mean \"segment\"?")
        .containsPattern("truecount.conf:\\d+");
  }

  @Test
  void a_cycle_of_models_and_an_unknown_dimension_are_found_without_spark() throws IOException {
    edit("models/page_views.sql", "FROM customer_events", "FROM customer_activity");
    edit("metrics/shop.yml", "Dimension('customer__kind')", "Dimension('customer__knd')");
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("models read each other in a circle")
        .containsPattern("page_views.sql:\\d+|customer_activity.sql:\\d+")
        .contains("knd")
        .containsPattern("shop.yml:\\d+");
  }

  @Test
  void names_that_no_other_part_defines_are_found() throws IOException {
    edit("metrics/shop.yml", "ref('page_views')", "ref('page_viws')");
    edit("truecount.conf", "customers { min = 1 }", "custmers { min = 1 }");
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern(
            "shop.yml:\\d+: semantic model \"page_views\" reads an unknown table \"page_viws\"")
        .contains("did you mean \"page_views\"?")
        .containsPattern("truecount.conf:\\d+: checks.rows counts an unknown table \"custmers\"")
        .contains("did you mean \"customers\"?")
        .contains("2 errors");
  }

  @Test
  void exports_have_names_of_their_own() throws IOException {
    edit(
        "metrics/shop.yml",
        "- name: daily_sales\n        config:",
        "- name: quarantine\n        config:");
    edit(
        "metrics/shop.yml",
        "- name: customer_days\n        config:",
        "- name: ../x\n        config:");
    Files.writeString(project.resolve("models/runs.sql"), "SELECT 1 AS one");
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern(
            "shop.yml:\\d+: saved query \"daily_sales\" is exported as \"quarantine\", which exists")
        .containsPattern(
            "shop.yml:\\d+: saved query \"customer_days\" is exported as \"../x\", which")
        .contains("runs.sql: there is a table runs already")
        .contains("3 errors");
  }

  @Test
  void a_parity_compares_what_can_be_compared() throws IOException {
    String parity = "parity { active_customers { metric = active_customers,";
    edit("truecount.conf", parity, "parity { p { metric = active_custmers,");
    assertThat(validate().err())
        .containsPattern(
            "truecount.conf:\\d+: parity p counts an unknown metric \"active_custmers\"");
    edit("truecount.conf", "audience = active_customers", "audience = staf");
    assertThat(validate().err()).contains("parity p counts an unknown audience \"staf\"");
    edit(
        "truecount.conf",
        "metric = active_custmers, audience = staf",
        "metric = orders, audience = staff");
    edit("models/orders.sql", "/*\n", "/*\nmaterialized: view\n");
    assertThat(validate().err())
        .contains("parity p compares engines over \"orders\", which is not stored")
        .contains("set materialized: table in the model, or take the parity out");
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
    assertThat(Cli.run("vaildate").exitCode()).isEqualTo(2);
    Cli none = Cli.run("validate", "--project", folder.resolve("none").toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("there is no truecount.conf", "--project");
  }

  private Cli validate() {
    return Cli.run("validate", "--project", project.toString());
  }

  private Cli nightly(String... more) {
    String[] args = {
      "run",
      "nightly",
      "--project",
      project.toString(),
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

  private void edit(String file, String from, String to) throws IOException {
    Path path = project.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(Files.isDirectory(from) ? to : to.getParent());
      if (Files.isRegularFile(from)) {
        Files.copy(from, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
