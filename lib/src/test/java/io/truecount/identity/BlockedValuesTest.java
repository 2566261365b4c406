package io.truecount.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockedValuesTest {
  private static final BlockedValues BLOCKED = blocked(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "NULL",
        "(null)",
        "<nil>",
        "None",
        "NaN",
        "N/A",
        "#N/A",
        "\\N",
        "-1",
        "-1.0",
        "0",
        "0.0",
        "000-00",
        "00000000-0000-0000-0000-000000000000",
        "----",
        "Infinity",
        "undefined",
        "\"undefined\"",
        "'null'",
        " (not set) ",
        "(none)",
        "[null]",
        "True",
        "FALSE",
        "guest",
        "Guest",
        "[guest]",
        "nil",
        "anonymous",
        "distinct_id",
        "distinctid",
        "anonymous_id",
        "user_id",
        "userId",
        "id",
        "Email",
        "not_authenticated",
        "[object Object]",
        "[object Undefined]",
        "object Object",
        "\u00a0null\u00a0",
        "{{ user.id }}",
        "#{id}",
        "${id}",
        "<%= id %>",
        "*|EMAIL|*",
        "%%emailaddr%%",
        "{user_id}",
        "%user_id%",
        "[email\u00a0protected]",
        "noreply@shop.example",
        "do-not-reply@shop.example",
        "test@test.com",
        "undefined@shop.example",
        "none@none.com",
        "crm_no",
        "{00000000-0000-0000-0000-000000000000}"
      })
  void placeholders(String value) {
    assertThat(BLOCKED.refusal(value.replace('\u00a0', ' '))).contains(Refusal.PLACEHOLDER);
    assertThat(BLOCKED.refusal(value)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1,2]",
        "[1, 2]",
        "[\"a\"]",
        "[]",
        "{}",
        "[[]]",
        "{\"a\":1}",
        "{1, a}",
        "{a=1}",
        "['a', 'b']"
      })
  void lists_and_objects(String value) {
    assertThat(BLOCKED.refusal(value)).contains(Refusal.NOT_SCALAR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guest7",
        "u1",
        "007",
        "1",
        "10",
        "-12",
        "nullable",
        "Noah Nil",
        "true-love",
        "a@none.com",
        "none.such@shop.example",
        "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}",
        "reply@shop.example",
        "test@shop.example",
        "O'Neil",
        "id-1",
        "(030) 901820",
        "100%"
      })
  void others_may_link(String value) {
    assertThat(BLOCKED.refusal(value)).isEmpty();
  }

  @Test
  void what_a_project_blocks_is_compared_alike() {
    assertThat(BLOCKED.refusal(" \"Shared@shop.example\" ")).contains(Refusal.BLOCKED_VALUE);
    assertThat(BLOCKED.refusal("x@internal.example")).contains(Refusal.BLOCKED_PATTERN);
    assertThat(BLOCKED.refusalOfHash(HashedValues.hash("shared@shop.example")))
        .contains(Refusal.BLOCKED_VALUE);
  }

  @Test
  void without_the_built_in_ones_only_the_projects_own_are_blocked() {
    BlockedValues own = blocked(false);
    assertThat(own.refusal("null")).isEmpty();
    assertThat(own.refusal("[1]")).isEmpty();
    assertThat(own.refusal("shared@shop.example")).contains(Refusal.BLOCKED_VALUE);
  }

  private static BlockedValues blocked(boolean builtIn) {
    return new BlockedValues(
        new IdentityConfig(
            "native",
            "DE",
            List.of(new IdentifierType("crm_no", Level.PERSON, 1, "trim")),
            new Blocked(builtIn, List.of("shared@shop.example"), List.of("@internal\\."))));
  }
}
