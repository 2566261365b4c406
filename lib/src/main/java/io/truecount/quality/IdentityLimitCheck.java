package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Allowance;
import io.truecount.config.IdentityLimits.Bound;
import io.truecount.config.IdentityLimits.Limit;
import io.truecount.config.Severity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run measured of its identities beside a limit:
 *
 * <pre>
 *   max-churn-share = 0.05, measured 0.02     identity max-churn-share: passed
 *   max-churn-share = 0.05, measured 0.37     identity max-churn-share: broken
 *   min-precision = 0.99, nothing measured    identity min-precision: broken
 *   someone has allowed it                    a warning that says who and why
 * </pre>
 *
 * @param value the limit as configured
 * @param measured empty when there was nothing to measure
 * @param observed what was measured, for people
 * @param remedy what to look at, and what to do
 */
public record IdentityLimitCheck(
    Limit limit, double value, OptionalDouble measured, String observed, String remedy) {
  public static final String CHECK = "identity";

  private static final String ALLOWED =
      "allowed at %s: take the entry out when the limit is kept again";

  public IdentityLimitCheck {
    requireNonNull(limit);
    requireNonNull(measured);
    requireNonNull(observed);
    requireNonNull(remedy);
  }

  /**
   * Whether the limit is kept.
   *
   * @param allowance of this run
   */
  public CheckResult check(Severity severity, Optional<Allowance> allowance) {
    boolean passed = passed();
    return new CheckResult(
        CHECK,
        limit.key(),
        allowance.isEmpty() ? severity : Severity.WARN,
        passed,
        observed + allowance.filter(a -> !passed).map(a -> "; " + a.text()).orElse(""),
        expected(),
        allowance.map(a -> ALLOWED.formatted(a.where())).orElse(remedy),
        measured.isPresent()
            ? Map.of("limit", value, "measured", measured.getAsDouble())
            : Map.of("limit", value));
  }

  private boolean passed() {
    if (measured.isEmpty()) {
      return false;
    }
    return switch (limit.bound()) {
      case AT_MOST -> measured.getAsDouble() <= value;
      case AT_LEAST -> measured.getAsDouble() >= value;
    };
  }

  private String expected() {
    return "%s %s (checks.identity.%s)"
        .formatted(
            limit.bound() == Bound.AT_MOST ? "at most" : "at least",
            limit.isShare() ? Double.toString(value) : String.format(Locale.ROOT, "%,.0f", value),
            limit.key());
  }
}
