package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that do not exist are reported before a run reads anything. */
final class ColumnCheckTest {
  @TempDir Path folder;
  private ProjectCopy project = new ProjectCopy(Path.of(""));

  @BeforeEach
  void project() throws IOException {
    project = ProjectCopy.below(folder);
  }

  @Test
  void the_example_project_names_no_unknown_column() {
    Cli validate = Cli.run("validate", "--columns", "--project", project.root().toString());
    assertThat(validate.err()).isEmpty();
    assertThat(validate.exitCode()).isZero();
  }

  @Test
  void columns_of_models_tests_keys_and_metrics_are_reported_at_once() throws IOException {
    project.edit("models/page_views.sql", "occurred_at AS", "ocurred_at AS");
    project.edit("models/orders.sql", "unique: [order_id]", "unique: [order_nr]");
    project.edit("models/orders.sql", "unique_key: order_id", "unique_key: order_number");
    project.edit(
        "metrics/shop.yml", "- name: channel\n", "- name: channel\n        expr: chanel\n");
    project.append(
        "truecount.conf",
        "\nsuppressions { optouts { table = customers, customer = custmer_id } }\n");
    Cli run =
        Cli.run(
            "run",
            "nightly",
            "--project=" + project.root(),
            "--lake=" + folder.resolve("no-lake"),
            "--warehouse=" + folder.resolve("warehouse"),
            "--interval=2026-01-01/2026-01-02");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .containsPattern("page_views.sql:\\d+: .*`ocurred_at` cannot be resolved")
        .containsPattern("orders.sql: a test names \"order_nr\", which is no column of the model")
        .containsPattern("orders.sql:\\d+: unique_key names \"order_number\"")
        .containsPattern("shop.yml:\\d+: .*`chanel`")
        .contains("suppression optouts reads \"custmer_id\", which is no column of customers")
        .doesNotContain("ingest");
  }
}
