package io.truecount.identity.trial;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityFile;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One rule each, on records written {@code time: type=value type=value +property=value}. */
final class TrialTest {
  private static final String HASH_OF_JANE =
      Hashing.sha256().hashString("jane@shop.example", StandardCharsets.UTF_8).toString();

  @TempDir Path folder;

  @Test
  void a_limit_holds_within_every_window_of_first_seen() throws IOException {
    String rules =
        """
        user_id { level = person }
        email { level = person, limit { count = 2, window = 10 days } }""";
    String day = "2026-03-%02dT00:00:00Z: user_id=u email=e%d";
    assertThat(
            customers(
                rules,
                "conflict = oldest",
                day.formatted(1, 1),
                day.formatted(5, 2),
                day.formatted(10, 3),
                day.formatted(11, 4),
                day.formatted(15, 5)))
        .isEqualTo("email=e1 email=e2 email=e4 email=e5 user_id=u | email=e3");
  }

  @Test
  void what_counts_is_when_a_value_was_first_seen_anywhere() throws IOException {
    String rules =
        """
        user_id { level = person }
        email { level = person, limit { count = 1, window = 10 days } }""";
    assertThat(
            customers(
                rules,
                "",
                "2026-01-01T00:00:00Z: email=e2",
                "2026-03-01T00:00:00Z: user_id=u email=e1",
                "2026-03-02T00:00:00Z: user_id=u email=e2"))
        .isEqualTo("email=e1 email=e2 user_id=u");
  }

  @Test
  void a_neutral_device_of_two_people_is_of_neither() throws IOException {
    String rules =
        """
        user_id { level = person, unique = true }
        anon { level = device }
        ios { level = device }""";
    String[] records = {
      "1: user_id=u1 anon=a1", "2: user_id=u2 anon=a1", "3: anon=a1 ios=i1", "4: user_id=u2 ios=i1"
    };
    assertThat(customers(rules, "conflict = neutral", records))
        .isEqualTo("anon=a1 | ios=i1 user_id=u2 | user_id=u1");
    assertThat(customers(rules, "conflict = oldest", records))
        .isEqualTo("anon=a1 user_id=u1 | ios=i1 user_id=u2");
    assertThat(
            customers(
                rules, "conflict { person-person = oldest, person-device = newest }", records))
        .isEqualTo("anon=a1 ios=i1 user_id=u2 | user_id=u1");
  }

  @Test
  void a_device_is_not_neutral_where_its_people_may_be_one() throws IOException {
    String rules = "user_id { level = person, limit = 2 }\nanon { level = device }";
    assertThat(
            customers(
                rules, "conflict = neutral", "1: user_id=u1 anon=a1", "2: user_id=u2 anon=a1"))
        .isEqualTo("anon=a1 user_id=u1 user_id=u2");
  }

  @Test
  void pairs_of_a_list_are_kept_apart_as_normalised() throws IOException {
    String rules = "user_id { level = person }\nemail { level = person, normalize = email }";
    assertThat(
            customers(
                rules,
                "cannot-link = [[\"user_id=u2\", \"email= Jane@Shop.example\"]]",
                "1: user_id=u1 email=jane@shop.example",
                "2: user_id=u2 email=jane@shop.example"))
        .isEqualTo("email=jane@shop.example user_id=u1 | user_id=u2");
    assertThatThrownBy(
            () ->
                customers(
                    rules,
                    "cannot-link = [[\"email=a@b.example\", \"email=A@b.example\"]]",
                    "1: user_id=u1"))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("the same identifier twice");
  }

  @Test
  void a_customer_has_at_most_so_many_identifiers() throws IOException {
    assertThat(
            customers(
                "user_id { level = person }\nanon { level = device }",
                "max-cluster = 3",
                "1: user_id=u anon=a1",
                "2: user_id=u anon=a2",
                "3: user_id=u anon=a3"))
        .isEqualTo("anon=a1 anon=a2 user_id=u | anon=a3");
  }

  @Test
  void a_property_separates_people_who_share_an_address() throws IOException {
    String rules = "user_id { level = person }\nemail { level = person }";
    String[] records = {
      "1: user_id=u1 email=family +born=1970", "2: user_id=u2 email=family +born=2001"
    };
    assertThat(customers(rules, "separation = [born]", records))
        .isEqualTo("email=family user_id=u1 | user_id=u2");
    assertThat(customers(rules, "", records)).isEqualTo("email=family user_id=u1 user_id=u2");
    assertThat(
            customers(
                rules,
                "separation = [born]",
                "1: user_id=u1 email=family +born=1970",
                "2: user_id=u2 email=family +born=unknown"))
        .as("a placeholder is no value of the property")
        .isEqualTo("email=family user_id=u1 user_id=u2");
  }

  @Test
  void a_hash_is_the_clear_value_that_it_is_of() throws IOException {
    String rules =
        """
        user_id { level = person, unique = true }
        email { level = person, normalize = email, unique = true }""";
    assertThat(
            customers(
                rules,
                "",
                "1: user_id=u1 email=jane@shop.example",
                "2: user_id=u1 email=" + HASH_OF_JANE.toUpperCase(java.util.Locale.ROOT)))
        .as("both are one value of a unique type")
        .isEqualTo("email=%s email=jane@shop.example user_id=u1".formatted(HASH_OF_JANE));
    assertThat(customers(rules, "", "1: user_id=u1 email=jane@shop.example email=" + HASH_OF_JANE))
        .as("so that a record may have both")
        .isEqualTo("email=%s email=jane@shop.example user_id=u1".formatted(HASH_OF_JANE));
    assertThat(
            customers(
                rules,
                "conflict = newest",
                "1: user_id=u1 email=jane@shop.example",
                "2: user_id=u2 email=" + HASH_OF_JANE))
        .as("they are joined before any record is looked at")
        .isEqualTo(
            "email=%s email=jane@shop.example user_id=u2 | user_id=u1".formatted(HASH_OF_JANE));
  }

  @Test
  void several_values_of_a_unique_type_quarantine_the_record_alone() throws IOException {
    Trial trial =
        trial(
            "user_id { level = person, unique = true }\nemail { level = person, limit = 1 }",
            "",
            "1: user_id=u1 email=a",
            "2: user_id=u1 user_id=u2 email=b",
            "3: user_id=u3 user_id=null user_id=u3 email=c",
            "4: email=d email=e");
    assertThat(text(trial)).isEqualTo("email=a user_id=u1 | email=c user_id=u3");
    assertThat(trial.quarantined().stream().map(q -> q.record().number() + " " + q.reason()))
        .containsExactly(
            "2 several values of the unique type user_id",
            "4 several values of the unique type email");
    assertThat(trial.ignored().stream().map(i -> i.identifier().reason()))
        .containsExactly("placeholder");
  }

  @Test
  void what_a_project_blocks_links_nothing() throws IOException {
    assertThat(
            customers(
                "user_id { level = person }\nemail { level = person }\norg { level = account }",
                "blocked { values = [shared], patterns = [\"^info\"] }",
                "1: user_id=u1 email=Shared org=o",
                "2: user_id=u2 email=shared org=o",
                "3: user_id=u1 email=info@shop.example",
                "4: user_id=u2 email=info@shop.example"))
        .isEqualTo("user_id=u1 | user_id=u2");
  }

  private String customers(String types, String rules, String... records) throws IOException {
    return text(trial(types, rules, records));
  }

  private static String text(Trial trial) {
    return trial.customers().stream()
        .map(customer -> String.join(" ", customer))
        .collect(joining(" | "));
  }

  private Trial trial(String types, String rules, String... records) throws IOException {
    Problems problems = new Problems();
    Path file =
        Files.writeString(
            folder.resolve("rules.conf"),
            "identity {\ntypes {\n%s\n}\n%s\n}".formatted(types, rules));
    IdentityConfig config = IdentityFile.read(file, problems);
    Path lines =
        Files.write(
            folder.resolve("records.jsonl"),
            List.of(records).stream().map(TrialTest::line).toList());
    List<TrialRecord> read =
        TrialRecords.read(
            lines,
            config.types().stream().map(IdentifierType::name).toList(),
            config.links().separation(),
            problems);
    problems.throwIfAny();
    return Trial.of(config, read);
  }

  private static String line(String record) {
    String[] parts = record.split(": ", 2);
    String time = parts[0].contains("T") ? "\"" + parts[0] + "\"" : parts[0];
    return "{\"time\": %s, \"identifiers\": [%s], \"properties\": {%s}}"
        .formatted(time, fields(parts[1], false), fields(parts[1], true));
  }

  private static String fields(String text, boolean properties) {
    return List.of(text.split(" ")).stream()
        .filter(field -> field.startsWith("+") == properties)
        .map(field -> field.replace("+", "").split("=", 2))
        .map(
            field ->
                (properties ? "\"%s\": \"%s\"" : "[\"%s\", \"%s\"]").formatted(field[0], field[1]))
        .collect(joining(", "));
  }
}
