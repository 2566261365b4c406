package io.truecount.jobs.nightly;

import static io.truecount.testkit.RowsAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.truecount.error.TruecountException;
import io.truecount.event.EventTables;
import io.truecount.jobs.SmallProject;
import io.truecount.quality.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of a run over small models. */
final class CheckJobTest {
  @TempDir Path folder;

  @Test
  void what_models_promise_is_checked_whether_they_are_stored_or_not() throws IOException {
    SmallProject.in(folder)
        .with(
            "models/orders.sql",
            "/*\nunique_key: id\n*/\nSELECT * FROM VALUES (1, 'a'), (2, 'a') AS t(id, kind)")
        .with(
            "models/lines.sql",
            """
            /*
            materialized: view
            unique_key: id
            tests: { accepted_values: { kind: [b] } }
            */
            SELECT orders.* FROM orders JOIN (VALUES (1), (2)) AS fan(out) ON orders.id = 1
            """)
        .run(
            1,
            context -> {
              new ModelsJob().run(context);
              assertThatThrownBy(() -> new CheckJob().run(context))
                  .isInstanceOf(TruecountException.class)
                  .hasMessageContaining("lines: check unique-key failed: 1 repeated keys")
                  .hasMessageContaining("lines.kind: check model-test failed: 2 rows");
              assertThat(Summary.of(context).checks())
                  .filteredOn(result -> result.subject().equals("orders"))
                  .extracting(CheckResult::check, CheckResult::passed)
                  .containsExactly(tuple("unique-key", true));
            });
  }

  @Test
  void a_key_of_unknown_columns_is_reported() throws IOException {
    SmallProject.in(folder)
        .with("models/orders.sql", "/*\nunique_key: [id, knid]\n*/\nSELECT 1 AS id, 'a' AS kind")
        .run(
            1,
            context ->
                assertThatThrownBy(() -> new ModelsJob().run(context))
                    .hasMessageContaining("orders.sql:2: unique_key names \"knid\"")
                    .hasMessageContaining("did you mean \"kind\"?"));
  }

  @Test
  void a_table_that_the_run_does_not_touch_keeps_its_rows() throws IOException {
    SmallProject project =
        SmallProject.in(folder)
            .configured("checks { rows { orders { min = 1 } } }")
            .with("models/orders.sql", "SELECT 1 AS id");
    project.run(
        1,
        context -> {
          new ModelsJob().run(context);
          SmallProject.publish(context);
        });
    project.run(2, context -> assertThat(new CheckJob().run(context)).contains("0 warnings"));
  }

  @Test
  void files_that_gave_no_record_are_named_and_what_was_stored_is_counted() throws IOException {
    Files.createDirectories(folder.resolve("lake/orders"));
    Files.writeString(folder.resolve("lake/orders/a.csv"), "at,user,revenue\n2026-03-01,u,many\n");
    Files.writeString(folder.resolve("lake/orders/b.csv"), "at,user,revenue\n");
    Files.writeString(folder.resolve("lake/orders/c.csv"), "at,user,revenue\n2026-03-01,u,1\n");
    SmallProject.in(folder)
        .configured("lake = \"" + folder.resolve("lake") + "\"\nchecks.quarantine-share.max = 1")
        .run(
            1,
            context -> {
              new IngestJob().run(context);
              assertThat(new CheckJob().run(context)).contains("1 warnings");
              assertThat(Summary.of(context).checks())
                  .extracting(CheckResult::check, CheckResult::passed, CheckResult::observed)
                  .contains(
                      tuple(
                          "silent-files",
                          false,
                          "1 files have bytes and gave no record: orders/b.csv"),
                      tuple("counts-add-up", true, "2 records read, 2 accounted for"));
              assertThat(
                      context
                          .store()
                          .read("checks", context.store().version("checks"))
                          .filter("check = 'silent-files'"))
                  .columns("subject", "passed")
                  .hasRows("orders|false");
              loseAnEvent(context);
              assertThatThrownBy(() -> new CheckJob().run(context))
                  .hasMessageContaining(
                      "2 records read, 2 accounted for; accepted: 1 counted, 0 stored");
            });
  }

  private static void loseAnEvent(RunContext context) {
    var events = EventTables.events(context.config().properties());
    context.staging().overwrite(events, events.empty(context.spark()));
  }

  @Test
  void no_rows_are_the_same_number_everywhere() throws IOException {
    Files.createDirectories(folder.resolve("lake/orders"));
    Files.writeString(folder.resolve("lake/orders/a.csv"), "at,user,revenue\n2026-03-01,u,1\n");
    SmallProject.in(folder)
        .configured("lake = \"" + folder.resolve("lake") + "\"\nchecks { parity = [buyers] }")
        .with(
            "audiences/buyers.yml",
            "audience: { name: buyers, entity: customer, where: { event: Nothing } }")
        .run(
            1,
            context -> {
              new IngestJob().run(context);
              new ResolveJob().run(context);
              new CustomersJob().run(context);
              new AudiencesJob().run(context);
              new MetricsJob().run(context);
              assertThat(Parities.check(context))
                  .extracting(CheckResult::observed)
                  .containsExactly("metric 0, audience 0, DuckDB 0");
            });
  }
}
