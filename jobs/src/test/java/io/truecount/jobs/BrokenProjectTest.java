package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One mistake in a project is one error, with its file and line, beside all the others. */
final class BrokenProjectTest {
  private static final String MORE_TRAITS =
      """
      saved_queries:
        - name: more_value
          query_params: { metrics: [revenue], group_by: ["Entity('customer')"] }
          config: { meta: { truecount: { use: traits } } }
      """;

  @TempDir Path folder;
  private ProjectCopy project = new ProjectCopy(Path.of(""));

  @BeforeEach
  void project() throws IOException {
    project = ProjectCopy.below(folder);
  }

  @Test
  void a_trait_that_two_define_is_refused_with_all_other_errors() throws IOException {
    project.append("metrics/more.yml", MORE_TRAITS);
    project.edit("truecount.conf", "is_staff   { property", "orders { property");
    project.edit("audiences/staff.yml", "trait: is_staff", "trait: ordrs");
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .contains("customers have a trait \"orders\" already")
        .containsPattern(
            "shop.yml:\\d+: customers have a trait \"revenue\" already, .*more.yml:\\d+")
        .contains("unknown trait \"ordrs\"");
  }

  @Test
  void what_is_defined_twice_is_reported_with_both_places() throws IOException {
    project.append("metrics/shop2.yaml", Files.readString(project.file("metrics/shop.yml")));
    project.append("audiences/vip.yml", Files.readString(project.file("audiences/staff.yml")));
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern(
            "shop2.yaml:\\d+: metric \"orders\" is defined twice, first at .*shop.yml:")
        .containsPattern("saved query \"daily_sales\" is defined twice, first at .*shop.yml:\\d+")
        .containsPattern("vip.yml:\\d+: there is an audience staff already, at .*staff.yml:\\d+");
  }

  @Test
  void names_that_no_other_part_defines_are_found() throws IOException {
    project.edit("metrics/shop.yml", "ref('page_views')", "ref('page_viws')");
    project.edit("truecount.conf", "customers { min = 1 }", "custmers { min = 1 }");
    project.append(
        "truecount.conf",
        """

        suppressions { optouts {
          table = page_vews, identifier { type = email, column = m }, audiences = [staf]
        } }
        checks.audience-size.allow { staf { until = 2026-03-10, by = jane, reason = "two teams" } }
        """);
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern(
            "shop.yml:\\d+: semantic model \"page_views\" reads an unknown table \"page_viws\"")
        .contains("did you mean \"page_views\"?")
        .containsPattern("truecount.conf:\\d+: checks.rows counts an unknown table \"custmers\"")
        .contains("did you mean \"customers\"?")
        .contains("suppression optouts reads an unknown table \"page_vews\"")
        .contains("suppression optouts is of an unknown audience \"staf\"", "\"staff\"?")
        .contains("checks.audience-size.allow names an unknown audience \"staf\"")
        .contains("5 errors");
  }

  @Test
  void the_settings_of_audiences_name_what_there_is() throws IOException {
    project.append(
        "truecount.conf",
        """

        suppressions { optouts { table = customers, identifier { type = emial, column = mail } } }
        checks.audience-size.allow {
          staff { until = 2026-3-10, by = " ", reason = "two teams" }
          win_back { until = 2026-03-10, by = jane, reson = "two teams" }
        }
        """);
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern("truecount.conf:\\d+: suppression optouts has identifiers of type emial")
        .contains("did you mean \"email\"?")
        .containsPattern("truecount.conf:\\d+: not a date: 2026-3-10")
        .contains("checks.audience-size.allow.staff.by is empty")
        .contains("checks.audience-size.allow.win_back.reason is missing")
        .contains("unknown key checks.audience-size.allow.win_back.reson")
        .contains("5 errors");
  }

  @Test
  void exports_have_names_of_their_own() throws IOException {
    project.edit(
        "metrics/shop.yml",
        "- name: daily_sales\n        config:",
        "- name: quarantine\n        config:");
    project.edit(
        "metrics/shop.yml",
        "- name: customer_days\n        config:",
        "- name: ../x\n        config:");
    Files.writeString(project.file("models/runs.sql"), "SELECT 1 AS one");
    Files.writeString(project.file("models/customer_measures.sql"), "SELECT 1 AS one");
    Cli validate = project.validate();
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.err())
        .containsPattern(
            "shop.yml:\\d+: saved query \"daily_sales\" is exported as \"quarantine\", which exists")
        .containsPattern(
            "shop.yml:\\d+: saved query \"customer_days\" is exported as \"../x\", which")
        .contains("runs.sql: there is a table runs already")
        .contains("customer_measures.sql: there is a table customer_measures already")
        .contains("4 errors");
  }

  @Test
  void a_parity_compares_what_can_be_compared() throws IOException {
    project.edit(
        "truecount.conf",
        "parity = [active_customers]",
        "parity { p { metric = active_custmers, audience = active_customers } }");
    assertThat(project.validate().err())
        .containsPattern(
            "truecount.conf:\\d+: parity p counts an unknown metric \"active_custmers\"");
    project.edit("truecount.conf", "audience = active_customers", "audience = staf");
    assertThat(project.validate().err()).contains("parity p counts an unknown audience \"staf\"");
    project.edit(
        "truecount.conf",
        "metric = active_custmers, audience = staf",
        "metric = orders, audience = staff");
    project.edit("models/orders.sql", "/*\n", "/*\nmaterialized: view\n");
    assertThat(project.validate().err())
        .contains("parity p compares engines over \"orders\", which is not stored")
        .contains("set materialized: table in the model, or take the parity out");
  }

  @Test
  void one_mistake_is_one_error() throws IOException {
    project.edit(
        "truecount.conf",
        "format = parquet\n    path = \"backend/users",
        "formt = parquet\n    path = \"backend/users");
    project.edit(
        "truecount.conf",
        "required = true }\n        is_staff",
        "requird = true }\n        is_staff");
    assertThat(project.errors())
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).contains("sources.users.format is missing"),
            e -> assertThat(e).contains("unknown key sources.users.formt"),
            e -> assertThat(e).contains("unknown key", "signed_up_at.requird"));
  }

  @Test
  void what_a_broken_part_would_define_is_no_further_error() throws IOException {
    project.edit("metrics/shop.yml", "semantic_models:", "semantic_modles:");
    assertThat(project.errors())
        .singleElement()
        .asString()
        .containsPattern("shop.yml:2: unknown key semantic_modles");
    assertThat(project.validate().err()).contains("did you mean \"semantic_models\"?");
    project.edit("metrics/shop.yml", "semantic_modles:", "- semantic_models:");
    assertThat(project.errors()).singleElement().asString().contains("not valid YAML");
  }

  @Test
  void sources_that_are_no_object_are_reported_without_what_they_declare() throws IOException {
    project.append("truecount.conf", "\nsources = null\nsources = 5\n");
    assertThat(project.errors())
        .satisfiesExactlyInAnyOrder(
            e -> assertThat(e).contains("sources must be an object"),
            e -> assertThat(e).contains("there is no source"));
  }

  @Test
  void a_broken_configuration_names_the_projects_own_file_and_line() throws IOException {
    project.edit("truecount.conf", "type = track, name = \"Order", "name = \"Order");
    assertThat(project.errors())
        .singleElement()
        .asString()
        .matches("error: \\S*truecount.conf:\\d+: sources.orders.event.type is missing");
    project.append("truecount.conf", "\nx = {");
    assertThat(project.errors())
        .singleElement()
        .asString()
        .matches("error: \\S*truecount.conf:\\d+: [^/]+");
    Files.writeString(project.file("truecount.conf"), "");
    assertThat(project.errors())
        .isNotEmpty()
        .allMatch(e -> e.matches("error: \\S*truecount.conf: .*"));
  }

  @Test
  void a_file_that_cannot_be_read_is_named() throws IOException {
    Files.write(project.file("models/orders.sql"), new byte[] {'-', '-', (byte) 0xe9});
    Files.createDirectory(project.file("audiences/folder.yml"));
    assertThat(project.errors())
        .anyMatch(e -> e.matches("error: \\S*orders.sql: the file is not UTF-8"))
        .anyMatch(e -> e.matches("error: \\S*folder.yml: the file cannot be read .*"));
  }

  @Test
  void files_that_define_nothing_are_reported() throws IOException {
    project.append("audiences/staff.yamll", "audience:");
    project.append("audiences/empty.yml", "# later\n");
    project.append("models/orders2.SQL", "SELECT 1");
    project.append("models/README.md", "Ours.");
    Cli validate = project.validate();
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(validate.err().lines().filter(line -> line.startsWith("warning:")))
        .satisfiesExactly(
            w -> assertThat(w).contains("orders2.SQL: not read"),
            w -> assertThat(w).contains("empty.yml: defines nothing"),
            w -> assertThat(w).contains("staff.yamll: not read"));
  }
}
