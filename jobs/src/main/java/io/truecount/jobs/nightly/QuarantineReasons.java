package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import io.truecount.event.EventTables;
import io.truecount.event.QuarantineKinds;
import io.truecount.quality.CheckResult;
import io.truecount.quality.Checks;
import java.util.List;
import org.apache.spark.sql.Row;

/** Says in a failed check of the quarantine which reasons there are, and where. */
final class QuarantineReasons {
  /** Of one run, those with the most records. */
  private static final int MOST = 50;

  /** In one line for people. */
  private static final int SHOWN = 5;

  private QuarantineReasons() {}

  /** The results, with reasons where a source failed. */
  static List<CheckResult> explain(RunContext context, List<CheckResult> shares) {
    List<QuarantineReason> reasons = of(context, shares);
    return shares.stream().map(share -> explained(share, reasons, context.run().id())).toList();
  }

  /**
   * Why records of the run were refused, when so many were that a check failed: the reasons with
   * the most records first.
   */
  static List<QuarantineReason> of(RunContext context, List<CheckResult> checks) {
    if (checks.stream().noneMatch(QuarantineReasons::isFailedShare)) {
      return List.of();
    }
    return QuarantineKinds.of(
            context
                .staging()
                .read(EventTables.quarantine().name())
                .filter(col(EventTables.RUN_ID).equalTo(context.run().id())))
        .limit(MOST)
        .collectAsList()
        .stream()
        .map(QuarantineReasons::reason)
        .toList();
  }

  private static boolean isFailedShare(CheckResult check) {
    return check.check().equals(Checks.QUARANTINE_SHARE) && !check.passed();
  }

  private static CheckResult explained(CheckResult share, List<QuarantineReason> all, String run) {
    String reasons =
        all.stream()
            .filter(reason -> reason.source().equals(share.subject()))
            .limit(SHOWN)
            .map(QuarantineReason::toString)
            .collect(joining("; "));
    return share.passed()
        ? share
        : share.explained(
            ": " + reasons, "truecount quarantine list --run %s shows the records".formatted(run));
  }

  private static QuarantineReason reason(Row row) {
    return new QuarantineReason(
        row.getAs(EventTables.SOURCE),
        row.getAs(EventTables.REASON),
        row.getAs(EventTables.DETAIL),
        row.getAs(QuarantineKinds.RECORDS),
        row.getAs(EventTables.FILE),
        row.getAs(EventTables.POSITION));
  }
}
