package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code audiences explain}: the plan and the SQL of an audience of the example project. */
final class AudiencesExplainTest {
  private static final String PROJECT =
      Path.of(System.getProperty("truecount.root"), "conf").toString();

  @Test
  void the_plan_and_the_sql_of_both_dialects_are_printed() {
    Cli explain =
        Cli.run(
            "audiences",
            "explain",
            "active_customers",
            "--as-of",
            "2026-03-31",
            "--project",
            PROJECT);

    assertThat(explain.exitCode()).as(explain.err()).isZero();
    assertThat(explain.out())
        .contains("-- plan", "-- spark", "-- duckdb", "what each customer did", "is_staff")
        .contains("CAST('2026-03-01 00:00:00' AS TIMESTAMP)");
  }

  @Test
  void one_dialect_is_printed_alone() {
    Cli explain =
        Cli.run("audiences", "explain", "staff", "--dialect", "duckdb", "--project", PROJECT);

    assertThat(explain.exitCode()).as(explain.err()).isZero();
    assertThat(explain.out()).startsWith("WITH ").doesNotContain("--", "customer_events");
  }

  @Test
  void an_unknown_audience_is_refused_with_a_suggestion() {
    Cli explain = Cli.run("audiences", "explain", "staf", "--project", PROJECT);

    assertThat(explain.exitCode()).isEqualTo(2);
    assertThat(explain.err()).contains("unknown audience \"staf\"", "did you mean \"staff\"?");
  }
}
