package io.truecount.jobs.nightly;

import io.truecount.quality.CheckResult;
import io.truecount.quality.Parity;
import io.truecount.table.Release;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the steps of one process report, for the last words of a run. */
public final class Summary {
  /** Records of one source in this run. */
  record Counts(long read, long accepted, long duplicate, long conflict, long quarantined) {
    Counts plus(Counts other) {
      return new Counts(
          read + other.read,
          accepted + other.accepted,
          duplicate + other.duplicate,
          conflict + other.conflict,
          quarantined + other.quarantined);
    }
  }

  private final Map<String, Counts> records = new LinkedHashMap<>();
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final Map<String, Long> audiences = new LinkedHashMap<>();
  private final List<Parity> parity = new ArrayList<>();
  private final List<CheckResult> checks = new ArrayList<>();
  private final List<QuarantineReason> quarantine = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private long customers;
  private Optional<Release> release = Optional.empty();

  Map<String, Counts> records() {
    return records;
  }

  Counts totalRecords() {
    return records.values().stream().reduce(new Counts(0, 0, 0, 0, 0), Counts::plus);
  }

  public Map<String, Double> metrics() {
    return metrics;
  }

  Map<String, Long> audiences() {
    return audiences;
  }

  List<Parity> parity() {
    return parity;
  }

  List<CheckResult> checks() {
    return checks;
  }

  /** Why records were refused, when so many were that a check failed. */
  List<QuarantineReason> quarantine() {
    return quarantine;
  }

  /** Tables and views of the release before that this one has no more. */
  List<String> dropped() {
    return dropped;
  }

  long customers() {
    return customers;
  }

  void customers(long count) {
    customers = count;
  }

  Optional<Release> release() {
    return release;
  }

  void release(Optional<Release> published) {
    release = published;
  }
}
