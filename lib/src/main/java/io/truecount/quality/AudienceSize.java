package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Allowance;
import io.truecount.config.ChecksConfig;
import io.truecount.config.Severity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The size of an audience beside its size in the last release:
 *
 * <pre>
 *   before 1,000, now 300, max-change 0.5    audience-size: broken, -70 %
 *   the definition has changed as well       audience-size: broken, and no more than a warning
 *   someone has allowed the change           audience-size: broken, a warning that says who and why
 * </pre>
 *
 * @param before members in the release
 * @param release its number
 */
public record AudienceSize(
    String audience, long before, long now, Definition definition, long release) {
  /** Whether the size is that of one definition. */
  public enum Definition {
    SAME,
    CHANGED
  }

  public static final String CHECK = "audience-size";

  private static final String ALLOWED =
      "allowed at %s: take the entry out when the size is the usual one again";

  public AudienceSize {
    requireNonNull(audience);
    requireNonNull(definition);
  }

  /**
   * Whether the change is within limits.
   *
   * @param allowance of this run
   */
  public CheckResult check(ChecksConfig.AudienceSize limits, Optional<Allowance> allowance) {
    boolean few = Math.max(before, now) < limits.minSize();
    boolean passed = few || Math.abs(now - before) <= limits.maxChange() * before;
    return new CheckResult(
        CHECK,
        audience,
        definition == Definition.SAME && allowance.isEmpty() ? limits.severity() : Severity.WARN,
        passed,
        sizes() + allowance.filter(a -> !passed).map(a -> "; " + a.text()).orElse(""),
        String.format(Locale.ROOT, "at most %.0f %% more or less", limits.maxChange() * 100),
        allowance.map(a -> ALLOWED.formatted(a.where())).orElseGet(this::remedy),
        Map.of("before", (double) before, "now", (double) now));
  }

  private String sizes() {
    return String.format(
        Locale.ROOT, "%,d members, %,d in release %d%s", now, before, release, change());
  }

  private String change() {
    return before == 0
        ? ""
        : String.format(Locale.ROOT, " (%+.0f %%)", 100.0 * (now - before) / before);
  }

  private String remedy() {
    return definition == Definition.SAME
        ? "see whether its sources and models are complete; if the size is right, allow it in"
            + " checks.audience-size.allow, or set size: { max_change: … } in the audience, and run"
            + " again"
        : "the definition has changed; truecount audiences diff %s --against %d shows who enters"
                .formatted(audience, release)
            + " and leaves";
  }
}
