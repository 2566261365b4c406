package io.truecount.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.error.TruecountException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalizersTest {
  @ParameterizedTest
  @CsvSource({
    "' Jane.Doe@Example.COM ', jane.doe@example.com",
    "jane@bücher.example, jane@xn--bcher-kva.example",
    "jane, ",
    "@example.com, ",
    "jane@localhost, ",
    "ja ne@example.com, ",
    "'jane@example.com, bob@example.com', ",
  })
  void emails(String raw, String expected) {
    assertThat(normalizer("email").normalize(raw)).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "030 901820, +4930901820",
    "+49 (0)30 901820, +4930901820",
    "0049-30-901820, +4930901820",
    "+1 650 253 0000, +16502530000",
    "12, ",
    "call me, ",
  })
  void phones(String raw, String expected) {
    assertThat(normalizer("phone").normalize(raw)).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "Jane.Doe+shop@GoogleMail.com, janedoe@gmail.com",
    "jane.doe+shop@outlook.com, jane.doe@outlook.com",
    "jane@me.com, jane@icloud.com",
    "jane.doe+shop@shop.example, jane.doe+shop@shop.example",
    "+shop@gmail.com, +shop@gmail.com",
    "..@gmail.com, ..@gmail.com",
    "jane, ",
  })
  void mailboxes(String raw, String expected) {
    assertThat(normalizer("email-provider").normalize(raw))
        .isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void a_project_brings_its_own() {
    assertThat(normalizer(Reversed.class.getName()).normalize("abc")).contains("cba");
    assertThatThrownBy(() -> normalizer("io.truecount.Missing"))
        .isInstanceOf(TruecountException.class)
        .hasMessageContaining("io.truecount.Missing");
  }

  /** A normaliser of a project. */
  public static final class Reversed implements Normalizer {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<String> normalize(String raw) {
      return Optional.of(new StringBuilder(raw).reverse().toString());
    }
  }

  private static Normalizer normalizer(String name) {
    return Normalizers.of(
            new IdentityConfig(
                "native",
                "DE",
                List.of(new IdentifierType("t", Level.PERSON, 1, name)),
                new Blocked(true, List.of(), List.of())))
        .get("t");
  }
}
