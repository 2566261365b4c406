package io.truecount.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code truecount identity try} prints. */
final class IdentityTryTest {
  private static final String RULES =
      """
      identity { types { user_id { level = person, unique = true }, email { level = person } } }
      """;
  private static final String RECORDS =
      """
      {"time": 1, "identifiers": [["user_id", "u1"], ["email", "jane"]]}

      {"time": "2026-03-01T00:00:00Z", "identifiers": [["user_id", "u2"], ["email", "jane"]]}
      {"time": 1767225600, "identifiers": [["user_id", 3], ["user_id", "4"], ["email", "bob"]]}
      {"time": 5, "identifiers": [["user_id", null], ["email", "null"], ["email", "x"]]}
      """;

  @TempDir Path folder;

  @Test
  void people_see_customers_and_why_a_link_was_refused() throws IOException {
    Cli tried = attempt(RULES, RECORDS);
    assertThat(tried.exitCode()).as(tried.err()).isZero();
    assertThat(tried.out().replace(folder.toString(), ""))
        .isEqualTo(
            """
            3 customers
              email=jane, user_id=u1
              email=x
              user_id=u2
            1 refused link
              email=jane – user_id=u2: a customer has at most 1 user_id, not u1, u2
                  accepted: email=jane – user_id=u1
            1 quarantined record
              /records.jsonl:4: several values of the unique type user_id (user_id=3 and user_id=4)
            1 ignored value
              /records.jsonl:5: email=null (placeholder)
            """);
  }

  @Test
  void programs_get_one_object() throws IOException {
    Cli tried = attempt(RULES, RECORDS, "--output", "json");
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(tried.out()))
        .isEqualTo(
            json.readTree(
                """
                {"customers": [["email=jane", "user_id=u1"], ["email=x"], ["user_id=u2"]],
                 "refused": [{"a": "email=jane", "b": "user_id=u2", "reason": "limit",
                   "detail": "a customer has at most 1 user_id, not u1, u2",
                   "conflicting": ["user_id=u1", "user_id=u2"],
                   "accepted": {"a": [["email=jane", "user_id=u1"]], "b": []}}],
                 "quarantined": [{"line": 4,
                   "reason": "several values of the unique type user_id",
                   "values": ["user_id=3", "user_id=4"]}]}
                """));
    assertThat(attempt(RULES, RECORDS, "--output", "csv").out())
        .isEqualTo(
            """
            result,number,identifier,other,reason,detail
            customer,1,email=jane,,,
            customer,1,user_id=u1,,,
            customer,2,email=x,,,
            customer,3,user_id=u2,,,
            refused,1,email=jane,user_id=u2,limit,"a customer has at most 1 user_id, not u1, u2"
            quarantined,4,user_id=3,user_id=4,several_values,several values of the unique type user_id
            """);
  }

  @Test
  void every_error_of_both_files_is_reported_with_its_line() throws IOException {
    Cli tried =
        attempt(
            """
            identity {
              types {
                user_id { level = person, uniqe = true }
                email { level = person }
              }
              conflict = latest
            }
            """,
            """
            {"time": 1, "identifiers": [["user_id", "u1"], ["emial", "jane@shop.example"]]}
            {"time": "yesterday", "identifiers": [["user_id"]]}
            {"tme": 1}
            [1]
            {"time": 1, "identifiers": [["user_id", "secret"]}
            """);
    assertThat(tried.exitCode()).isEqualTo(2);
    assertThat(tried.out()).isEmpty();
    assertThat(tried.err().replace(folder.toString(), ""))
        .contains("/rules.conf:3: unknown key identity.types.user_id.uniqe", "\"unique\"?")
        .contains("/rules.conf:6: unknown conflict \"latest\"", "use one of: neutral, newest")
        .contains("/records.jsonl:1: identifiers has the type emial", "did you mean \"email\"?")
        .contains("/records.jsonl:2: time is neither an integer nor an instant")
        .contains("/records.jsonl:2: item 1 of identifiers is no pair")
        .contains("/records.jsonl:3: unknown key tme", "did you mean \"time\"?")
        .contains("/records.jsonl:3: time is missing", "/records.jsonl:3: identifiers is no list")
        .contains("/records.jsonl:4: the line is no JSON object")
        .contains("/records.jsonl:5: the line is no JSON (column")
        .contains("10 errors")
        .doesNotContain("shop.example", "secret", "yesterday");
  }

  @Test
  void files_that_are_none_are_refused() throws IOException {
    Cli missing =
        Cli.run("identity", "try", "--rules", folder + "/none", "--records", folder + "/none");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("none").contains("the file cannot be read");
    Cli empty = attempt("identty { }", RECORDS);
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).contains("there is no identity block", "identty");
    Cli none = attempt("identity { types { } }", RECORDS);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("no identifier types").contains("rules.conf");
    assertThat(attempt(RULES, "").out()).startsWith("0 customers\n0 refused links\n");
  }

  @Test
  void a_project_s_file_has_rules_as_well() throws IOException {
    Path conf = Path.of(System.getProperty("truecount.root"), "conf/truecount.conf");
    String project = Files.readString(conf);
    Cli tried =
        attempt(
            project,
            """
            {"time": 1, "identifiers": [["email", " Jane@Shop.example"], ["phone", "030 901820"]]}
            """);
    assertThat(tried.exitCode()).as(tried.err()).isZero();
    assertThat(tried.out())
        .startsWith("1 customer\n  email=jane@shop.example, phone=+4930901820\n");
    assertThat(attempt(project.replace("\nchecks {", "\nchecs {"), "").err())
        .contains("unknown key checs", "did you mean \"checks\"?");
  }

  private Cli attempt(String rules, String records, String... more) throws IOException {
    Path rulesFile = Files.writeString(folder.resolve("rules.conf"), rules);
    Path recordsFile = Files.writeString(folder.resolve("records.jsonl"), records);
    String[] arguments = {
      "identity", "try", "--rules", rulesFile.toString(), "--records", recordsFile.toString()
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Cli.run(all);
  }
}
