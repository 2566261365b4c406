package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import io.truecount.event.EventTables;
import io.truecount.event.QuarantineKinds;
import io.truecount.quality.CheckResult;
import java.util.List;
import org.apache.spark.sql.Row;

/** Says in a failed check of the quarantine which reasons there are, and where. */
final class QuarantineReasons {
  /** Of one run, those with the most records. */
  private static final int MOST = 50;

  /** In one line for people. */
  private static final int SHOWN = 5;

  private QuarantineReasons() {}

  /** The results, with reasons where a source failed; the summary of the run gets all of them. */
  static List<CheckResult> explain(RunContext context, List<CheckResult> shares) {
    if (shares.stream().allMatch(CheckResult::passed)) {
      return shares;
    }
    List<QuarantineReason> reasons =
        QuarantineKinds.of(
                context
                    .staging()
                    .read(EventTables.quarantine().name())
                    .filter(col(EventTables.RUN_ID).equalTo(context.run().id())))
            .limit(MOST)
            .collectAsList()
            .stream()
            .map(QuarantineReasons::reason)
            .toList();
    context.summary().quarantine().addAll(reasons);
    return shares.stream().map(share -> explained(share, reasons, context.run().id())).toList();
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
