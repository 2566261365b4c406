package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong: every message names the place and the remedy, and the exit code tells. */
final class BadInputTest {
  private static final Path CONF = Path.of(System.getProperty("truecount.root"), "conf");

  private static final String MORE_TRAITS =
      """
      saved_queries:
        - name: more_value
          query_params: { metrics: [lifetime_revenue], group_by: ["Entity('customer')"] }
          config: { meta: { truecount: { use: traits } } }
      """;

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
        .contains("unknown source format \"cvs\"", "did you mean \"csv\"?")
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
  void a_trait_that_two_define_is_refused_with_all_other_errors() throws IOException {
    append("metrics/more.yml", MORE_TRAITS);
    edit("truecount.conf", "is_staff   { property", "lifetime_orders { property");
    edit("audiences/staff.yml", "trait: is_staff", "trait: lifetime_order");
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("customers have a trait \"lifetime_orders\" already")
        .containsPattern(
            "shop.yml:\\d+: customers have a trait \"lifetime_revenue\" already, .*more.yml:\\d+")
        .contains("unknown trait \"lifetime_order\"");
  }

  @Test
  void what_is_defined_twice_is_told_with_both_places() throws IOException {
    append("metrics/shop2.yaml", Files.readString(project.resolve("metrics/shop.yml")));
    append("audiences/vip.yml", Files.readString(project.resolve("audiences/staff.yml")));
    Cli validate = validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern(
            "shop2.yaml:\\d+: metric \"orders\" is defined twice, first at .*shop.yml:")
        .containsPattern("saved query \"daily_sales\" is defined twice, first at .*shop.yml:\\d+")
        .containsPattern("vip.yml:\\d+: there is an audience staff already, at .*staff.yml:\\d+");
  }

  @Test
  void one_mistake_is_one_error() throws IOException {
    edit(
        "truecount.conf",
        "format = parquet\n    path = \"backend/users",
        "formt = parquet\n    path = \"backend/users");
    edit(
        "truecount.conf",
        "required = true }\n        is_staff",
        "requird = true }\n        is_staff");
    assertThat(errors())
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).contains("sources.users.format is missing"),
            e -> assertThat(e).contains("unknown key sources.users.formt"),
            e -> assertThat(e).contains("unknown key", "signed_up_at.requird"));
  }

  @Test
  void what_a_broken_part_would_define_is_no_further_error() throws IOException {
    edit("metrics/shop.yml", "semantic_models:", "semantic_modles:");
    assertThat(errors())
        .singleElement()
        .asString()
        .containsPattern("shop.yml:2: unknown key semantic_modles");
    assertThat(validate().err()).contains("did you mean \"semantic_models\"?");
    edit("metrics/shop.yml", "semantic_modles:", "- semantic_models:");
    assertThat(errors()).singleElement().asString().contains("not valid YAML");
  }

  @Test
  void sources_that_are_no_object_are_told_without_what_they_would_declare() throws IOException {
    append("truecount.conf", "\nsources = null\nsources = 5\n");
    assertThat(errors())
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).contains("sources must be an object"),
            e -> assertThat(e).contains("there is no source"));
  }

  @Test
  void a_broken_configuration_names_the_projects_own_file_and_line() throws IOException {
    edit("truecount.conf", "type = track, name = \"Order", "name = \"Order");
    assertThat(errors())
        .singleElement()
        .asString()
        .matches("error: \\S*truecount.conf:\\d+: sources.orders.event.type is missing");
    append("truecount.conf", "\nx = {");
    assertThat(errors())
        .singleElement()
        .asString()
        .matches("error: \\S*truecount.conf:\\d+: [^/]+");
    Files.writeString(project.resolve("truecount.conf"), "");
    assertThat(errors()).isNotEmpty().allMatch(e -> e.matches("error: \\S*truecount.conf: .*"));
  }

  @Test
  void a_file_that_cannot_be_read_is_named() throws IOException {
    Files.write(project.resolve("models/orders.sql"), new byte[] {'-', '-', (byte) 0xe9});
    Files.createDirectory(project.resolve("audiences/folder.yml"));
    assertThat(errors())
        .anyMatch(e -> e.matches("error: \\S*orders.sql: the file is not UTF-8"))
        .anyMatch(e -> e.matches("error: \\S*folder.yml: the file cannot be read .*"));
  }

  @Test
  void files_that_define_nothing_are_told() throws IOException {
    append("audiences/staff.yamll", "audience:");
    append("audiences/empty.yml", "# later\n");
    append("models/orders2.SQL", "SELECT 1");
    append("models/README.md", "Ours.");
    Cli validate = validate();
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(validate.err().lines().filter(line -> line.startsWith("warning:")))
        .satisfiesExactly(
            w -> assertThat(w).contains("orders2.SQL: not read"),
            w -> assertThat(w).contains("empty.yml: defines nothing"),
            w -> assertThat(w).contains("staff.yamll: not read"));
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
    Cli asOf = nightly("--as-of", "yesterday");
    assertThat(asOf.exitCode()).isEqualTo(2);
    assertThat(asOf.err()).contains("invalid instant \"yesterday\"", "--as-of", "2026-03-02");
    Cli command = Cli.run("vaildate");
    assertThat(command.exitCode()).isEqualTo(2);
    assertThat(command.err()).contains("error: truecount:", "did you mean", "validate", "--help");
    assertThat(command.err().lines()).hasSizeLessThan(4);
    Cli option = Cli.run("run", "nightly", "--intervall", "x");
    assertThat(option.exitCode()).isEqualTo(2);
    assertThat(option.err()).contains("error: truecount run:", "see truecount run --help");
    Cli both = Cli.run("metrics", "explain", "page_views", "--saved-query", "daily_sales");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("leave out page_views");
    Cli none = Cli.run("validate", "--project", folder.resolve("none").toString());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("there is no truecount.conf", "--project");
  }

  @Test
  void a_step_before_its_forerunners_says_which_to_run() {
    Cli run =
        Cli.run(
            "run",
            "resolve",
            "--project",
            project.toString(),
            "--interval",
            "2026-01-01/2026-03-02",
            "--warehouse",
            folder.resolve("warehouse").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no table events yet", "run ingest first");
  }

  @Test
  void a_place_without_a_release_is_named() throws IOException {
    String file = Files.createFile(folder.resolve("file")).toString();
    Cli releases = Cli.run("releases", "--project", project.toString(), "--warehouse", file);
    assertThat(releases.exitCode()).isEqualTo(2);
    assertThat(releases.err()).contains(file + " (delta, a file): nothing has been published");
    assertThat(Cli.run("demo", "--dir", file).err()).contains(file + " is a file", "--dir");
    Cli export =
        Cli.run("metrics", "export", "--project", project.toString(), "--as", "dbt", "--out", file);
    assertThat(export.err()).contains(file + " is a file", "--out");
  }

  private List<String> errors() {
    Cli validate = validate();
    assertThat(validate.exitCode()).as(validate.err()).isEqualTo(2);
    return validate.err().lines().filter(line -> line.startsWith("error:")).toList();
  }

  private void append(String file, String text) throws IOException {
    Files.writeString(
        project.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
