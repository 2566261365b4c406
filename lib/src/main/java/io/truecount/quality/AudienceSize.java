package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import io.truecount.config.ChecksConfig;
import io.truecount.config.Severity;
import java.util.Locale;
import java.util.Map;

/**
 * The size of an audience beside its size in the last release:
 *
 * <pre>
 *   before 1,000, now 300, max-change 0.5    audience-size: broken, -70 %
 *   the definition has changed as well       audience-size: broken, and no more than a warning
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

  public AudienceSize {
    requireNonNull(audience);
    requireNonNull(definition);
  }

  /** Whether the change is within limits. */
  public CheckResult check(ChecksConfig.AudienceSize limits) {
    boolean few = Math.max(before, now) < limits.minSize();
    boolean passed = few || Math.abs(now - before) <= limits.maxChange() * before;
    return new CheckResult(
        CHECK,
        audience,
        definition == Definition.SAME ? limits.severity() : Severity.WARN,
        passed,
        String.format(
            Locale.ROOT, "%,d members, %,d in release %d%s", now, before, release, change()),
        String.format(Locale.ROOT, "at most %.0f %% more or less", limits.maxChange() * 100),
        remedy(),
        Map.of("before", (double) before, "now", (double) now));
  }

  private String change() {
    return before == 0
        ? ""
        : String.format(Locale.ROOT, " (%+.0f %%)", 100.0 * (now - before) / before);
  }

  private String remedy() {
    return definition == Definition.SAME
        ? "see whether its sources and models are complete; if the size is right, set"
            + " size: { max_change: … } in the audience or checks.audience-size, and run again"
        : "the definition has changed; truecount audiences diff %s --against %d shows who enters"
                .formatted(audience, release)
            + " and leaves";
  }
}
