package io.truecount.jobs.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.error.TruecountException;
import io.truecount.jobs.SmallProject;
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
                  "refused crm.phone: 10 of 10 phone values were refused, 100 %",
                  missing("crm", 10, ""));
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

  private static final String FORMATS =
      """
      lake = "%1$s"
      sources {
        csv { format = csv, path = "csv/dt={date}/*" %2$s }
        json { format = json, path = "json/dt={date}/*" %2$s }
        parquet { format = parquet, path = "parquet/dt={date}/*" %2$s }
        segment { format = segment-json, path = "segment/dt={date}/*"
          identifiers { email = [traits.mail, properties.customer_mail]
            user_id = [], phone = [], anonymous_id = [] } }
      }
      identity.types {
        email { level = person, priority = 1, normalize = email }
        user_id { level = person, priority = 2 }
      }
      """;
  private static final String MAPPING =
      """
      , event { type = identify, name = Seen }, identifiers { email = [mail, customer_mail] }
        contract.properties.city.type = string
      """;

  /** A second place beside one that has values; the one that is meant is there. */
  @Test
  void a_mapped_place_without_values_is_a_warning_in_every_format() throws IOException {
    String day = "/dt=2026-03-01/a.";
    write("csv" + day + "csv", "mail,customer_email\na@x.de,b@x.de\n");
    write("json" + day + "json", "{\"mail\":\"a@x.de\",\"customer_email\":\"b@x.de\"}\n");
    write(
        "segment" + day + "json",
        """
        {"type":"identify","messageId":"1","traits":{"mail":"a@x.de"}}
        {"type":"track","event":"A","messageId":"2","properties":{"customer_email":"b@x.de"}}
        """);
    SmallProject.in(folder)
        .with("truecount.conf", FORMATS.formatted(folder.resolve("lake"), MAPPING))
        .run(
            1,
            context -> {
              context
                  .spark()
                  .sql("SELECT 'a@x.de' AS mail, 'b@x.de' AS customer_email")
                  .write()
                  .parquet(folder.resolve("lake/parquet/dt=2026-03-01").toString());
              runTo(context);
              assertThat(failed(context))
                  .filteredOn(failure -> failure.startsWith("mapped"))
                  .containsExactly(
                      missing("csv", 1, ""),
                      missing("json", 1, ""),
                      missing("parquet", 1, ""),
                      missing("segment", 2, "properties."));
            });
  }

  private static String missing(String source, int records, String home) {
    return "mapped %1$s.email: none of %2$d records has a value in %3$scustomer_mail; did you mean \"%3$scustomer_email\"? correct sources.%1$s.identifiers.email"
        .formatted(source, records, home);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve("lake").resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }

  private SmallProject project(String more) throws IOException {
    Files.createDirectories(folder.resolve("lake"));
    return SmallProject.in(folder)
        .with("truecount.conf", CONF.formatted(folder.resolve("lake"), more));
  }

  private void lake(int day, String header, String row, int rows) throws IOException {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < rows; i++) {
      text.append(row.formatted(i, i)).append('\n');
    }
    write("crm/dt=2026-03-%02d/a.csv".formatted(day), text.toString());
  }

  private static void runTo(RunContext context) {
    new IngestJob().run(context);
    new ResolveJob().run(context);
    new CheckJob().run(context);
  }

  private static List<String> failed(RunContext context) {
    return Summary.of(context).checks().stream()
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
