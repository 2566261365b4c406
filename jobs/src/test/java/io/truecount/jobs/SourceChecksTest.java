package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that are lost, and sources that fall silent, over the nights of a small project. */
final class SourceChecksTest {
  private static final String CONF =
      """
      lake = "%s"
      sources {
        crm {
          format = csv
          path = "crm/dt={date}/*.csv"
          event { type = identify, name = "Contact", time = at }
          identifiers { phone = tel, email = customer_mail }
          contract { properties { city { type = string } } }
          %s
        }
      }
      identity { default-region = FR, types {
        email { level = person, priority = 1, normalize = email }
        phone { level = person, priority = 2, normalize = phone }
      } }
      """;

  @TempDir Path folder;

  @Test
  void lost_links_and_silent_sources_are_warnings_and_a_broken_promise_stops() throws IOException {
    SmallProject project = project("");
    lake(1, "tel,customer_email,city,at", "030 9018%02d,p%d@shop.example,Berlin,2026-03-01", 10);
    project.run(
        1,
        context -> {
          runTo(context);
          assertThat(failed(context))
              .containsExactly(
                  "source crm: 10 of 10 records have no identifier, 100 %",
                  "mapped crm.email: none of 10 records has a value in customer_mail; did you mean"
                      + " \"customer_email\"? correct sources.crm.identifiers.email",
                  "refused crm.phone: 10 of 10 phone values were refused, 100 %");
          SmallProject.publish(context);
        });
    project.run(
        2,
        context -> {
          runTo(context);
          assertThat(failed(context)).containsExactly("volume crm: 0 records read, usually 10");
        });
    project("expected = daily")
        .run(
            2,
            context ->
                assertThatThrownBy(() -> runTo(context))
                    .isInstanceOf(TruecountException.class)
                    .hasMessageContaining(
                        "crm: check source-expected failed: 0 records read, no file of 2026-03-02")
                    .hasMessageContaining("crm/dt={date}/*.csv"));
  }

  private SmallProject project(String more) throws IOException {
    Files.createDirectories(folder.resolve("lake"));
    return SmallProject.in(folder)
        .with("truecount.conf", CONF.formatted(folder.resolve("lake"), more));
  }

  private void lake(int day, String header, String row, int rows) throws IOException {
    Path file = folder.resolve("lake/crm/dt=2026-03-%02d/a.csv".formatted(day));
    Files.createDirectories(file.resolveSibling("."));
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < rows; i++) {
      text.append(row.formatted(i, i)).append('\n');
    }
    Files.writeString(file, text);
  }

  private static void runTo(RunContext context) {
    new IngestJob().run(context);
    new ResolveJob().run(context);
    new CheckJob().run(context);
  }

  private static List<String> failed(RunContext context) {
    return context.summary().checks().stream()
        .filter(result -> !result.passed())
        .map(
            result ->
                switch (result.check()) {
                  case "identifiers-linked" ->
                      "source %s: %s".formatted(result.subject(), result.observed());
                  case "identifiers-mapped" ->
                      "mapped %s: %s; %s"
                          .formatted(result.subject(), result.observed(), result.remedy());
                  case "identifiers-refused" ->
                      "refused %s: %s".formatted(result.subject(), result.observed());
                  default -> "volume %s: %s".formatted(result.subject(), result.observed());
                })
        .toList();
  }
}
