package io.truecount.quality;

import io.truecount.config.Severity;
import java.util.Locale;
import java.util.Map;

/** Who is sent to, and who is not by reason, are together the members of an audience. */
public record RecipientsAddUp(
    String audience, long members, long recipients, long heldOut, long suppressed) {
  /** Whether they add up. */
  public CheckResult check() {
    return new CheckResult(
        "recipients-add-up",
        audience,
        Severity.STOP,
        recipients + heldOut + suppressed == members,
        String.format(
            Locale.ROOT,
            "%,d members, %,d recipients, %,d held out, %,d suppressed",
            members,
            recipients,
            heldOut,
            suppressed),
        "recipients and exclusions that add up to the members",
        "run the step audiences again; if it stays so, the tables audience_members and"
            + " audience_exclusions show who is counted twice",
        Map.of(
            "members", (double) members,
            "recipients", (double) recipients,
            "holdout", (double) heldOut,
            "suppressed", (double) suppressed));
  }
}
