package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.TableFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refused run says why, and its records can be looked at until it is run again. */
final class QuarantineListTest {
  private static final String RUN = "20260301T000000Z-20260302T000000Z";
  private static final String BAD =
      """
      {"id":"2","at":"2026-03-01T00:00:00Z","price":"%s"}
      {"id":"3","at":"2026-03-01T00:00:00Z","price":"joe@secret.example"}
      {"id":"4","at":"2026-03-01T00:00:00Z"}
      """
          .formatted(SmallNightly.SECRET);

  @TempDir Path folder;

  @Test
  void a_refused_run_gives_reasons_and_its_records_and_no_values() throws Exception {
    String format = "iceberg";
    SmallNightly nightly = SmallNightly.in(folder).lake("web/dt=2026-03-01/b.json", BAD);

    Cli refused = nightly.nightly(format, "--output", "json");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .contains("75.00 % of the records: 2 contract (price: … is no decimal), first at web/")
        .contains("b.json:1; 1 contract (price is missing), first at web/dt=2026-03-01/b.json:3")
        .contains("truecount quarantine list --run " + RUN);
    JsonNode json = new ObjectMapper().readTree(refused.out());
    assertThat(json.get("quarantine").get(0).toString())
        .isEqualTo(
            "{\"source\":\"web\",\"reason\":\"contract\",\"detail\":\"price: … is no decimal\","
                + "\"records\":2,\"file\":\"web/dt=2026-03-01/b.json\",\"position\":1}");
    assertThat(json.get("refused_by").get(0).get("check").asText()).isEqualTo("quarantine-share");
    assertThat(refused.out() + refused.err()).doesNotContain("secret");
    assertThat(
            Tables.of(nightly.warehouse(), TableFormat.ICEBERG)
                .query("SELECT observed FROM checks WHERE NOT passed"))
        .singleElement()
        .asString()
        .contains("2 contract (price: … is no decimal)");

    assertThat(nightly.cli(format, "quarantine", "list").err()).contains("--run " + RUN);
    Cli list = list(nightly, format, "--run", RUN, "--output", "csv");
    assertThat(list.out().lines())
        .containsExactly(
            "source,reason,detail,file,position,place,run",
            "web,contract,price: … is no decimal,web/dt=2026-03-01/b.json,1,web/dt=2026-03-01/b.json:1,"
                + RUN,
            "web,contract,price: … is no decimal,web/dt=2026-03-01/b.json,2,web/dt=2026-03-01/b.json:2,"
                + RUN,
            "web,contract,price is missing,web/dt=2026-03-01/b.json,3,web/dt=2026-03-01/b.json:3,"
                + RUN);
    Cli values = list(nightly, format, "--run", RUN, "--show-values", "--limit", "1");
    assertThat(values.out()).contains(SmallNightly.SECRET, "\"id\":\"2\"").doesNotContain("joe");
    assertThat(values.err()).contains("more than 1 records");

    Files.delete(folder.resolve("lake/web/dt=2026-03-01/b.json"));
    assertThat(nightly.nightly(format).exitCode()).isZero();
    assertThat(list(nightly, format).out().lines()).hasSize(1);
  }

  @Test
  void published_records_are_listed_and_a_newer_refused_run_is_named() throws Exception {
    String format = "delta";
    SmallNightly nightly =
        SmallNightly.in(folder)
            .configured("checks.quarantine-share.max = 0.8")
            .lake("web/dt=2026-03-01/b.json", BAD);
    assertThat(nightly.nightly(format).exitCode()).isZero();
    assertThat(list(nightly, format, "--reason", "contract").out().lines()).hasSize(4);
    Cli none = list(nightly, format, "--source", "crm");
    assertThat(none.out().lines()).hasSize(1);
    assertThat(none.err()).isEmpty();

    nightly.configured("checks.quarantine-share.max = 0.1");
    assertThat(nightly.nightly(format).exitCode()).isEqualTo(3);
    assertThat(list(nightly, format).err()).contains("is newer and was refused", "--run " + RUN);
    Cli unknown = list(nightly, format, "--run", "../../x");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("unknown run \"../../x\"", RUN);
  }

  @Test
  void a_call_of_a_batch_has_a_place_that_people_can_find() throws Exception {
    SmallNightly nightly =
        SmallNightly.in(folder)
            .configured(
                """
                checks.quarantine-share.max = 1
                sources.app { format = segment-json, path = "app/dt={date}/*.json" }
                identity.types {
                  user_id { level = person, priority = 2 }, phone { level = person, priority = 3 }
                  anonymous_id { level = device, priority = 4 }
                }
                """)
            .lake(
                "app/dt=2026-03-01/a.json",
                """

                {"batch":[{"type":"track","event":"A","messageId":"1"},{"type":"x"},{"type":"y"}]}
                """);
    assertThat(nightly.nightly("delta").exitCode()).isZero();

    String file = "app/dt=2026-03-01/a.json";
    assertThat(list(nightly, "delta", "--source", "app").out())
        .contains(file + ":2, call 2 of its batch", file + ":2, call 3 of its batch")
        .doesNotContain("0000000002");
    JsonNode json =
        new ObjectMapper()
            .readTree(list(nightly, "delta", "--source", "app", "--output", "json").out());
    assertThat(json.get(0).get("file").asText()).isEqualTo(file);
    assertThat(json.get(0).get("position").asLong()).isEqualTo(10_000_000_002L);
    assertThat(json.get(0).get("place").asText()).isEqualTo(file + ":2, call 2 of its batch");
  }

  private static Cli list(SmallNightly nightly, String format, String... more) {
    List<String> command = new java.util.ArrayList<>(List.of("quarantine", "list"));
    command.addAll(List.of(more));
    return nightly.cli(format, command.toArray(String[]::new));
  }
}
