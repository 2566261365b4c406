package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.ChecksConfig.Identifiers;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Blocked;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.Severity;
import io.truecount.testkit.LakeFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdentifierChecksTest {
  private static final String CRM =
      """
      crm { format = csv, path = "crm/*", event { type = identify, name = E }
        identifiers { user_id = id, phone = tel } }
      """;

  private static final IdentityConfig IDENTITY =
      new IdentityConfig(
          "native",
          "FR",
          List.of(
              new IdentifierType("user_id", Level.PERSON, 1, "trim"),
              new IdentifierType("email", Level.PERSON, 2, "email"),
              new IdentifierType("phone", Level.PERSON, 3, "phone")),
          new Blocked(true, List.of(), List.of()));

  @Test
  void what_is_within_bounds_passes() {
    List<CheckResult> results =
        check(
            CRM,
            List.of(all(100, 90), count("user_id", 90, 90, 0, 0), count("phone", 100, 80, 15, 5)));
    assertThat(results).allMatch(CheckResult::passed);
    assertThat(results)
        .extracting(result -> result.check() + " " + result.subject())
        .containsExactly(
            "identifiers-linked crm",
            "identifiers-refused crm.user_id",
            "identifiers-blocked crm.user_id",
            "identifiers-refused crm.phone",
            "identifiers-blocked crm.phone");
  }

  @Test
  void all_values_refused_is_reported_with_the_remedy_however_few() {
    CheckResult result =
        failed(
            check(
                CRM,
                List.of(
                    all(10, 10), count("user_id", 10, 10, 0, 0), count("phone", 10, 0, 10, 0))));
    assertThat(result.subject()).isEqualTo("crm.phone");
    assertThat(result.observed()).isEqualTo("10 of 10 phone values were refused, 100 %");
    assertThat(result.remedy()).contains("numbers of FR: set identity.default-region");
    assertThat(result.severity()).isEqualTo(Severity.WARN);
  }

  @Test
  void a_share_that_rises_is_reported_and_one_that_stays_is_not() {
    List<IdentifierCount> now =
        List.of(all(100, 100), count("user_id", 100, 100, 0, 0), count("phone", 100, 60, 40, 0));
    CheckResult risen = failed(check(CRM, now, List.of(count("phone", 1000, 900, 100, 0))));
    assertThat(risen.observed())
        .isEqualTo("40 of 100 phone values were refused, 40 %; 10 % before");
    assertThat(check(CRM, now, List.of(count("phone", 1000, 650, 350, 0))))
        .isNotEmpty()
        .allMatch(CheckResult::passed);
    assertThat(check(CRM, now, List.of(count("phone", 10, 10, 0, 0))))
        .as("too few to compare with")
        .isNotEmpty()
        .allMatch(CheckResult::passed);
  }

  @Test
  void records_without_any_identifier_and_placeholders_are_reported() {
    assertThat(
            failed(
                    check(
                        CRM,
                        List.of(
                            all(3, 0), count("user_id", 3, 0, 0, 3), count("phone", 3, 0, 0, 3))))
                .check())
        .isEqualTo("identifiers-linked");
    CheckResult half =
        failed(
            check(
                CRM,
                List.of(all(100, 50), count("user_id", 100, 50, 0, 50), count("phone", 5, 5, 0, 0)),
                List.of(all(100, 50), count("user_id", 100, 100, 0, 0))));
    assertThat(half.check()).isEqualTo("identifiers-blocked");
    assertThat(half.observed())
        .isEqualTo("50 of 100 user_id values are placeholders or blocked, 50 %; 0 % before");
  }

  @Test
  void a_source_without_records_says_nothing() {
    assertThat(check(CRM, List.of())).isEmpty();
  }

  private static CheckResult failed(List<CheckResult> results) {
    List<CheckResult> failed = results.stream().filter(result -> !result.passed()).toList();
    assertThat(failed).hasSize(1);
    return failed.get(0);
  }

  private static List<CheckResult> check(String sources, List<IdentifierCount> now) {
    return check(sources, now, List.of());
  }

  private static List<CheckResult> check(
      String sources, List<IdentifierCount> now, List<IdentifierCount> before) {
    return IdentifierChecks.of(
        new Identifiers(0.9, 0.5, 0.2, 20, Severity.WARN),
        IDENTITY,
        LakeFixture.sources(sources),
        now,
        before);
  }

  private static IdentifierCount all(long records, long linked) {
    return new IdentifierCount("crm", IdentifierCount.ALL, records, linked, records, 0, 0);
  }

  private static IdentifierCount count(
      String type, long given, long linked, long invalid, long blocked) {
    return new IdentifierCount("crm", type, given, linked, given, invalid, blocked);
  }
}
