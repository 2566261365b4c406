package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two persons who share a device: the rules keep them apart, and the commands say what links whom
 * and what was refused.
 */
final class CustomerCommandTest {
  private static final String CONF =
      """
      sources { web { format = json, path = "web/dt={date}/*.json"
        event { type = track, name = Order, id = id, time = at }
        identifiers { user_id = user, email = mail, anon = anon }
        contract { properties { plan { type = string } } } } }
      identity { types {
        user_id { level = person, unique = true }
        email { level = person, normalize = email }
        anon { level = device }
      }
      overrides = overrides.csv }
      customers.traits { plan { property = plan } }
      """;

  private static final String OVERRIDES =
      """
      action,identifier,other,author,reason,expires
      force_link,user_id=u4,anon=a4,ann,called,
      force_unlink,user_id=u5,email=kim@x.example,ann,moved out,2027-01-01
      block,email=office@x.example,,joe,of a company,
      block,user_id=u1,,joe,gone by then,2026-03-02
      block,user_id=u99,,joe,not seen yet,
      """;

  private static final String LINES =
      """
      {"id":"1","at":"2026-03-01T01:00:00Z","user":"u1","mail":"Jane@X.example","plan":"basic"}
      {"id":"2","at":"2026-03-01T02:00:00Z","user":"u1","anon":"a1"}
      {"id":"3","at":"2026-03-01T03:00:00Z","user":"u2","anon":"a1"}
      {"id":"4","at":"2026-03-01T04:00:00Z","user":"u3"}
      {"id":"5","at":"2026-03-01T05:00:00Z","user":"u2","mail":"joe@x.example","plan":"pro"}
      {"id":"6","at":"2026-03-01T06:00:00Z","user":"u4"}
      {"id":"7","at":"2026-03-01T07:00:00Z","anon":"a4"}
      {"id":"8","at":"2026-03-01T08:00:00Z","user":"u5","mail":"kim@x.example"}
      {"id":"9","at":"2026-03-01T09:00:00Z","user":"u6","mail":"Office@x.example"}
      """;

  @TempDir static Path folder;
  private static SmallNightly nightly = new SmallNightly(Path.of(""));

  @BeforeAll
  static void publish() throws IOException {
    nightly =
        SmallNightly.in(folder)
            .project("truecount.conf", CONF)
            .project("overrides.csv", OVERRIDES)
            .lake("web/dt=2026-03-01/a.json", LINES);
    Cli run =
        nightly.cli(
            "delta",
            "run",
            "nightly",
            "--interval",
            SmallNightly.DAY,
            "--lake",
            folder.resolve("lake").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out() + run.err()).contains("overrides: acts 3, expired 1, unknown 1");
  }

  @Test
  void overrides_are_named_with_author_and_reason() throws IOException {
    JsonNode why = json("why", "user_id=u4", "anon=a4").get("links").get(0);
    assertThat(why.get("tier").asText()).isEqualTo("forced");
    assertThat(why.get("override").get("author").asText()).isEqualTo("ann");
    assertThat(text("why", "user_id=u4", "anon=a4"))
        .contains("override: anon=a4 – user_id=u4: force_link by ann: called (overrides.csv:2)");
    JsonNode whynot = json("whynot", "user_id=u5", "email=kim@x.example").get("links").get(0);
    assertThat(whynot.get("reason").asText()).isEqualTo("override");
    assertThat(whynot.get("override").get("place").asText()).isEqualTo("overrides.csv:3");
    assertThat(ask("why", "email=OFFICE@x.example", "user_id=u6").err())
        .contains("no customer has this email", "block by joe: of a company (overrides.csv:4)");
    assertThat(text("show", "email=kim@x.example"))
        .contains("Overrides", "force_unlink", "ann", "moved out", "2027-01-01T00:00:00Z");
    assertThat(json("show", "user_id=u1").get("overrides").get(0).get("state").asText())
        .isEqualTo("expired");
  }

  @Test
  void overrides_that_contradict_are_errors_before_a_run_and_of_validate() throws IOException {
    nightly.project(
        "overrides.csv", OVERRIDES + "force_unlink,anon=a4,user_id=u4,eve,strangers,2026-03-05\n");
    try {
      String[] interval = {"--interval", "2026-03-02/2026-03-03"};
      Cli run = nightly.cli("delta", "run", "nightly", interval[0], interval[1]);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .contains("overrides.csv:7", "force_unlink keeps two identifiers apart", "csv:2");
      assertThat(validate("2026-03-04").err()).contains("overrides.csv:7");
      assertThat(validate("2026-03-05").exitCode()).isZero();
    } finally {
      nightly.project("overrides.csv", OVERRIDES);
    }
  }

  private static Cli validate(String asOf) {
    return Cli.run("validate", "--project", folder.resolve("project").toString(), "--as-of", asOf);
  }

  @Test
  void two_identifiers_are_one_customer_by_a_path_of_accepted_links() throws IOException {
    JsonNode answer = json("why", "anon=a1", "email=jane@x.example");
    assertThat(answer.get("one_customer").asBoolean()).isTrue();
    assertThat(answer.get("links"))
        .extracting(link -> link.get("a").asText() + " " + link.get("b").asText())
        .containsExactly("anon=a1 user_id=u1", "email=jane@x.example user_id=u1");
    assertThat(answer.get("links").get(0).get("first_seen").asText())
        .isEqualTo("2026-03-01T02:00:00Z");
    assertThat(answer.get("links").get(0).get("sources").get(0).asText()).isEqualTo("web");

    assertThat(text("why", "anon=a1", "email=JANE@x.example "))
        .contains("are one customer", "in release 1", "person_device", "person_person");
    assertThat(text("why", "user_id=u1", "user_id=u2")).contains("two customers", "whynot");
  }

  @Test
  void two_identifiers_are_two_customers_by_a_refused_link() throws IOException {
    JsonNode answer = json("whynot", "email=jane@x.example", "email=joe@x.example");
    assertThat(answer.get("one_customer").asBoolean()).isFalse();
    JsonNode refused = answer.get("links").get(0);
    assertThat(refused.get("state").asText()).isEqualTo("refused");
    assertThat(refused.get("reason").asText()).isEqualTo("limit");
    assertThat(refused.get("conflicting"))
        .extracting(JsonNode::asText)
        .containsExactly("user_id=u1", "user_id=u2");
    assertThat(answer.get("links"))
        .extracting(link -> link.get("state").asText())
        .containsExactly("refused", "accepted");

    assertThat(text("whynot", "user_id=u1", "user_id=u2"))
        .contains("at most 1 user_id, not u1, u2");
    assertThat(text("whynot", "user_id=u1", "user_id=u3")).contains("No record connects them");
  }

  @Test
  void a_customer_is_shown_with_identifiers_traits_and_what_was_refused() throws IOException {
    JsonNode shown = json("show", "email=jane@x.example");
    assertThat(shown.get("identifiers"))
        .extracting(id -> id.get("type").asText() + "=" + id.get("value").asText())
        .containsExactly("user_id=u1", "anon=a1", "email=jane@x.example");
    assertThat(shown.get("traits").get("plan").get("value").asText()).isEqualTo("basic");
    assertThat(shown.get("refused")).hasSize(1);
    assertThat(shown.get("changes")).hasSize(1);

    assertThat(text("show", shown.get("customer_id").asText()))
        .contains("is known in release 1", "Identifiers", "Traits", "Refused links", "created");
  }

  @Test
  void what_is_unknown_is_refused_with_the_remedy() {
    Cli none = ask("why", "user_id=u9", "usr_id=u1");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("no customer has this user_id", "customer why, A");
    assertThat(ask("whynot", "user_id=u1", "usr_id=u1").err())
        .contains("unknown type of identifier \"usr_id\"", "did you mean \"user_id\"?");
    assertThat(ask("why", "u1", "user_id=u1").err()).contains("write TYPE=VALUE");
  }

  private static JsonNode json(String... command) throws IOException {
    return new ObjectMapper()
        .readTree(output(Stream.concat(Stream.of(command), Stream.of("--output", "json"))));
  }

  private static String text(String... command) {
    return output(Stream.of(command));
  }

  private static String output(Stream<String> command) {
    Cli answer = ask(command.toArray(String[]::new));
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    return answer.out();
  }

  private static Cli ask(String... command) {
    return nightly.cli(
        "delta", Stream.concat(Stream.of("customer"), Stream.of(command)).toArray(String[]::new));
  }
}
