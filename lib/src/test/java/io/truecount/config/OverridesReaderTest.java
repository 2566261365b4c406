package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.Named;
import io.truecount.error.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverridesReaderTest {
  private static final String TYPES =
      """
      types {
        user_id { level = person }
        email { level = person }
        shop { level = account }
      }
      """;

  private final Problems problems = new Problems();

  @TempDir Path folder;

  @Test
  void both_forms_are_read_in_the_order_of_their_names() throws IOException {
    write(
        "b.csv",
        """
        \uFEFFaction,identifier,other,author,reason,expires
        force_link,user_id=u1,"email=a,b=c",jane,"called, twice",2026-03-31

        block,email=info@x.example,,joe,shared
        """);
    write(
        "a.jsonl",
        """
        {"action": "force_unlink", "identifier": "user_id=u1", "other": "user_id=u2",
        """
                .strip()
            + """
             "author": "jane", "reason": "twins", "expires": "2026-03-31T12:00:00Z"}
            """);
    List<IdentityOverride> overrides = read("overrides = [\"b.csv\", \"*.jsonl\"]").overrides();
    assertThat(problems.list()).isEmpty();
    assertThat(overrides)
        .containsExactly(
            new IdentityOverride(
                Action.FORCE_UNLINK,
                List.of(new Named("user_id", "u1"), new Named("user_id", "u2")),
                "jane",
                "twins",
                Instant.parse("2026-03-31T12:00:00Z"),
                "a.jsonl:1",
                folder.resolve("a.jsonl") + ":1"),
            new IdentityOverride(
                Action.FORCE_LINK,
                List.of(new Named("user_id", "u1"), new Named("email", "a,b=c")),
                "jane",
                "called, twice",
                Instant.parse("2026-03-31T00:00:00Z"),
                "b.csv:2",
                folder.resolve("b.csv") + ":2"),
            new IdentityOverride(
                Action.BLOCK,
                List.of(new Named("email", "info@x.example")),
                "joe",
                "shared",
                IdentityOverride.NEVER,
                "b.csv:4",
                folder.resolve("b.csv") + ":4"));
  }

  @Test
  void an_override_acts_until_it_expires() throws IOException {
    write(
        "o.csv",
        """
        action,identifier,other,author,reason,expires
        block,email=info@x.example,,joe,shared,2026-03-31
        force_unlink,user_id=u1,user_id=u2,joe,twins,
        """);
    IdentityConfig config = read("overrides = o.csv");
    assertThat(config.at(Instant.parse("2026-03-30T23:59:59Z")).overrides()).hasSize(2);
    assertThat(config.at(Instant.parse("2026-03-31T00:00:00Z")).overrides())
        .extracting(IdentityOverride::action)
        .containsExactly(Action.FORCE_UNLINK);
    assertThat(config.constrains()).isTrue();
    assertThat(config.hasRules()).isFalse();
    assertThat(config.withOverrides(List.of()).constrains()).isFalse();
  }

  @Test
  void every_error_is_reported_with_its_line_and_remedy() throws IOException {
    write(
        "o.csv",
        """
        action,identifier,other,author,reason,expires
        force_lnk,user_id=u1,user_id=u2,jane,why,
        force_link,user_id=u1,,jane,why,
        block,user_id=u1,user_id=u2,jane,why,
        block,usr_id=u1,,,,
        block,shop=s1,,jane,why,
        block,u1,,jane,why,soon
        block,user_id=u1,,jane,why,,more
        """);
    write("p.csv", "action,identifer\n");
    write("q.jsonl", "{\"action\": \"block\", \"why\": 1}\n[1]\n{\n");
    write("r.txt", "");
    read("overrides = [o.csv, p.csv, q.jsonl, r.txt, none.csv, \"none/*.csv\"]");
    assertThat(
            problems.list().stream()
                .map(p -> p.where().replaceAll(".*/", "") + " " + p.what() + " -> " + p.remedy()))
        .containsExactlyInAnyOrder(
            "o.csv:2 unknown action \"force_lnk\" -> did you mean \"force_link\"?",
            "o.csv:3 other is missing -> write it as type=value, such as user_id=u1",
            "o.csv:4 block is of one identifier -> leave other empty, or write a second row",
            "o.csv:5 identifier is of the type usr_id, which identity.types does not declare -> did you mean \"user_id\"?",
            "o.csv:5 author is missing -> say who has decided",
            "o.csv:5 reason is missing -> say why",
            "o.csv:6 identifier is of the type shop, whose level is account and which links no one -> use one of: email, user_id",
            "o.csv:7 identifier is no identifier -> write it as type=value, such as user_id=u1",
            "o.csv:7 expires is neither a day nor an instant -> write it as 2026-03-31, from which it does not act, or as 2026-03-31T12:00:00Z",
            "o.csv:8 the line has 7 fields, and the header 6 -> put a field with a comma in quotes",
            "p.csv:1 unknown key identifer -> did you mean \"identifier\"?",
            "q.jsonl:1 unknown key why -> use one of: action, author, expires, identifier, other, reason",
            "q.jsonl:2 the line is no JSON object -> " + OverrideRows.EXAMPLE,
            "q.jsonl:3 the line is no JSON -> " + OverrideRows.EXAMPLE,
            "r.txt a file of overrides is CSV or JSON lines -> call it NAME.csv or NAME.jsonl",
            "rules.conf:6 there is no file none.csv with overrides -> write it, relative to the folder of this file, or correct its name",
            "rules.conf:6 there is no file none/*.csv with overrides -> write it, relative to the folder of this file, or correct its name");
  }

  @Test
  void more_rows_than_the_setting_allows_are_an_error() throws IOException {
    write(
        "o.csv",
        """
        action,identifier,other,author,reason,expires
        block,email=a,,joe,shared,
        block,email=b,,joe,shared,
        """);
    assertThat(read("overrides = o.csv\nmax-overrides = 1").overrides()).isEmpty();
    assertThat(problems.list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("there are more than 1 overrides");
              assertThat(problem.where()).endsWith("rules.conf:7");
              assertThat(problem.remedy()).contains("identity.max-overrides");
            });
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private IdentityConfig read(String overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.conf"), TYPES + overrides);
    var whole =
        ConfigFactory.parseFile(file.toFile())
            .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("identity"));
    return IdentityConfig.read(new ConfigNode(whole.root(), "identity", problems), folder);
  }
}
