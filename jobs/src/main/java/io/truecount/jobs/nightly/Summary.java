package io.truecount.jobs.nightly;

import static java.util.stream.Collectors.joining;

import io.truecount.event.RecordCounts;
import io.truecount.jobs.cli.Numbers;
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
  private final Map<String, RecordCounts> records = new LinkedHashMap<>();
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final Map<String, Long> audiences = new LinkedHashMap<>();
  private final List<Parity> parity = new ArrayList<>();
  private final List<CheckResult> checks = new ArrayList<>();
  private final List<QuarantineReason> quarantine = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private long customers;
  private Optional<Release> release = Optional.empty();

  Map<String, RecordCounts> records() {
    return records;
  }

  RecordCounts totalRecords() {
    return records.values().stream().reduce(RecordCounts.NONE, RecordCounts::plus);
  }

  /** How many records were accepted; names the sources that gave none, as after a wrong path. */
  String accepted() {
    String empty =
        records.entrySet().stream()
            .filter(source -> source.getValue().read() == 0)
            .map(Map.Entry::getKey)
            .collect(joining(", "));
    return "%s of %s records accepted%s"
        .formatted(
            Numbers.whole(totalRecords().accepted()),
            Numbers.whole(totalRecords().read()),
            empty.isEmpty() ? "" : "; nothing read from " + empty);
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
