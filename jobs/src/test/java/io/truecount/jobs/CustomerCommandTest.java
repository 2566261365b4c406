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
      } }
      customers.traits { plan { property = plan } }
      """;

  private static final String LINES =
      """
      {"id":"1","at":"2026-03-01T01:00:00Z","user":"u1","mail":"Jane@X.example","plan":"basic"}
      {"id":"2","at":"2026-03-01T02:00:00Z","user":"u1","anon":"a1"}
      {"id":"3","at":"2026-03-01T03:00:00Z","user":"u2","anon":"a1"}
      {"id":"4","at":"2026-03-01T04:00:00Z","user":"u3"}
      {"id":"5","at":"2026-03-01T05:00:00Z","user":"u2","mail":"joe@x.example","plan":"pro"}
      """;

  @TempDir static Path folder;
  private static SmallNightly nightly = new SmallNightly(Path.of(""));

  @BeforeAll
  static void publish() throws IOException {
    nightly =
        SmallNightly.in(folder)
            .project("truecount.conf", CONF)
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
