package io.truecount.quality;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The checks of a run's last attempt among those of all its attempts. An attempt begins with the
 * run's first step; its steps may run one process each, and any of them again.
 *
 * <pre>
 *   executions  ingest 1:00 | check 1:05 | ingest 2:00 | check 2:05 | check 2:10
 *   checked     a 1:01 | b 1:06 | c 2:01 | d 2:06 | e 2:11           gives  c | e
 * </pre>
 */
public final class LastAttempt {
  /** One time that a step has run; no two of a warehouse overlap, as each needs its lease. */
  public record Execution(String step, Instant startedAt) {
    public Execution {
      requireNonNull(step);
      requireNonNull(startedAt);
    }
  }

  /** A result and when it was found, wall-clock time. */
  public record Checked(Instant at, CheckResult result) {
    public Checked {
      requireNonNull(at);
      requireNonNull(result);
    }
  }

  private LastAttempt() {}

  /**
   * The results that the last execution of each step has found, in the order of time.
   *
   * @param first the step that begins an attempt
   * @param executions of the run, in any order; where none is known, all results count
   * @param checked of the run, in any order
   */
  public static List<CheckResult> checks(
      String first, List<Execution> executions, List<Checked> checked) {
    NavigableMap<Instant, String> steps = new TreeMap<>();
    executions.forEach(execution -> steps.put(execution.startedAt(), execution.step()));
    Map<String, Instant> last = new HashMap<>();
    steps.forEach(
        (start, step) -> {
          if (step.equals(first)) {
            last.clear();
          }
          last.put(step, start);
        });
    return checked.stream()
        .filter(found -> steps.isEmpty() || last.containsValue(steps.floorKey(found.at())))
        .sorted(comparing(Checked::at))
        .map(Checked::result)
        .toList();
  }
}
