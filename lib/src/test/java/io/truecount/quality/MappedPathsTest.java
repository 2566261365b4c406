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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MappedPathsTest {
  private static final String CRM =
      """
      crm { format = csv, path = "crm/*", event { type = identify, name = E }
        identifiers { email = [mail, customer_mail], phone = tel, account = a } }
      """;

  private static final IdentityConfig IDENTITY =
      new IdentityConfig(
          "native",
          "FR",
          List.of(
              new IdentifierType("email", Level.PERSON, 1, "email"),
              new IdentifierType("phone", Level.PERSON, 2, "phone"),
              new IdentifierType("account", Level.ACCOUNT, 3, "trim")),
          new Blocked(true, List.of(), List.of()));

  @Test
  void places_that_all_have_values_pass_and_accounts_are_not_judged() {
    assertThat(check(counts(500, 500, 1, 20), List.of()))
        .extracting(CheckResult::subject, CheckResult::passed, CheckResult::observed)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "crm.email", true, "records have values in mail and customer_mail"),
            org.assertj.core.groups.Tuple.tuple("crm.phone", true, "records have values in tel"));
  }

  @Test
  void a_place_that_no_record_has_is_reported_although_its_type_has_values() {
    CheckResult near = failed(check(counts(3, 3, 0, 3), List.of(), "customer_email", "city"));
    assertThat(near.subject()).isEqualTo("crm.email");
    assertThat(near.observed()).isEqualTo("none of 3 records has a value in customer_mail");
    assertThat(near.remedy())
        .isEqualTo("did you mean \"customer_email\"? correct sources.crm.identifiers.email");
    assertThat(near.severity()).isEqualTo(Severity.WARN);
    assertThat(failed(check(counts(3, 3, 0, 3), List.of(), "city")).remedy())
        .isEqualTo("correct sources.crm.identifiers.email; the records also have: city");
  }

  @Test
  void a_place_that_earlier_runs_had_is_judged_by_what_the_run_would_have() {
    List<PathCounts> always = List.of(counts(10, 10, 0, 10), counts(100, 100, 100, 100));
    assertThat(check(counts(3, 3, 0, 3), always)).isNotEmpty().allMatch(CheckResult::passed);
    assertThat(failed(check(counts(300, 300, 0, 300), always)).subject()).isEqualTo("crm.email");

    List<PathCounts> rare = List.of(counts(1000, 1000, 50, 1000));
    assertThat(check(counts(300, 300, 0, 300), rare))
        .as("15 of 300")
        .isNotEmpty()
        .allMatch(CheckResult::passed);
    assertThat(failed(check(counts(400, 400, 0, 400), rare)).check())
        .isEqualTo("identifiers-mapped");
  }

  @Test
  void few_records_after_runs_of_a_version_that_counted_no_places_are_not_judged() {
    List<PathCounts> older = List.of(new PathCounts("crm", 100, Map.of()));
    assertThat(check(counts(3, 3, 0, 3), older)).isNotEmpty().allMatch(CheckResult::passed);
    assertThat(failed(check(counts(30, 30, 0, 30), older)).subject()).isEqualTo("crm.email");
    assertThat(failed(check(counts(3, 3, 0, 3), List.of(counts(100, 100, 0, 100)))).subject())
        .as("missing from the beginning")
        .isEqualTo("crm.email");
  }

  @Test
  void a_run_without_records_and_what_a_format_maps_by_default_are_not_judged() {
    assertThat(check(counts(0, 0, 0, 0), List.of())).isEmpty();
    assertThat(
            MappedPaths.of(
                config(),
                IDENTITY,
                LakeFixture.sources("crm { format = segment-json, path = \"crm/*\" }"),
                List.of(new PathCounts("crm", 100, Map.of())),
                List.of(),
                source -> Set.of()))
        .isEmpty();
  }

  private static CheckResult failed(List<CheckResult> results) {
    List<CheckResult> failed = results.stream().filter(result -> !result.passed()).toList();
    assertThat(failed).hasSize(1);
    return failed.get(0);
  }

  private static List<CheckResult> check(
      PathCounts now, List<PathCounts> before, String... columns) {
    return MappedPaths.of(
        config(),
        IDENTITY,
        LakeFixture.sources(CRM),
        List.of(now),
        before,
        source -> Set.of(columns));
  }

  private static Identifiers config() {
    return new Identifiers(0.9, 0.5, 0.2, 20, Severity.WARN);
  }

  private static PathCounts counts(long records, long mail, long customerMail, long tel) {
    return new PathCounts(
        "crm", records, Map.of("mail", mail, "customer_mail", customerMail, "tel", tel, "a", 0L));
  }
}
