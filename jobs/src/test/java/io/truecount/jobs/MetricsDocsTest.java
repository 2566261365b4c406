package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/metrics.md shows works in the example project. */
final class MetricsDocsTest {
  private static final String WEEK =
      """

        - name: revenue_7d
          label: Revenue of seven days
          type: cumulative
          type_params: { measure: revenue, cumulative_type_params: { window: 7 days } }

      saved_queries:
      """;

  @TempDir Path folder;

  @Test
  void a_window_needs_no_time_spine_and_takes_the_one_that_is_declared() throws IOException {
    ProjectCopy project = ProjectCopy.below(folder);
    project.edit("metrics/shop.yml", "\nsaved_queries:\n", WEEK);
    assertThat(project.validate().exitCode()).isZero();
    assertThat(explained(project)).contains("sequence(").doesNotContain("time_spine_daily");

    write(project.file("models/time_spine_daily.sql"), block("sql"));
    write(project.file("metrics/time.yml"), block("yaml"));
    Cli validate = project.validate();
    assertThat(validate.exitCode()).as(validate.err()).isZero();
    assertThat(explained(project)).contains("time_spine_daily").doesNotContain("sequence(");
  }

  @Test
  void a_parity_over_a_window_is_refused() throws IOException {
    ProjectCopy project = ProjectCopy.below(folder);
    project.edit("metrics/shop.yml", "\nsaved_queries:\n", WEEK);
    project.edit(
        "truecount.conf",
        "parity = [active_customers]",
        "parity { revenue_7d { audience = active_customers } }");
    assertThat(project.errors())
        .singleElement()
        .asString()
        .contains("truecount.conf", "metric \"revenue_7d\", which has no value over all time");
  }

  private static String explained(ProjectCopy project) {
    Cli explain =
        Cli.run(
            "metrics",
            "explain",
            "revenue_7d",
            "--by",
            "day",
            "--project",
            project.root().toString());
    assertThat(explain.exitCode()).as(explain.err()).isZero();
    return explain.out();
  }

  /** The example of the section about time spines that is written in a language. */
  private static String block(String language) throws IOException {
    Path docs = Path.of(System.getProperty("truecount.root"), "docs/metrics.md");
    String section = Files.readString(docs).split("### Time spines", 2)[1];
    return Arrays.stream(section.split("```"))
        .filter(part -> part.startsWith(language + "\n"))
        .findFirst()
        .orElseThrow()
        .substring(language.length() + 1);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }
}
