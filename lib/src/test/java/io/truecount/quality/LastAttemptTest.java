package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.Severity;
import io.truecount.quality.LastAttempt.Checked;
import io.truecount.quality.LastAttempt.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Executions and results read {@code name minute}. */
final class LastAttemptTest {
  @Test
  void the_last_execution_of_each_step_of_the_last_attempt_counts() {
    List<String> executions = List.of("ingest 0", "check 5", "ingest 60", "check 65", "check 70");
    assertThat(checks(executions, "a 1", "b 6", "c 61", "d 66", "e 71")).containsExactly("c", "e");
    assertThat(checks(executions, "a 1", "b 6")).as("nothing since then").isEmpty();
    assertThat(checks(executions.subList(0, 3), "a 1", "b 6")).as("begun again").isEmpty();
    assertThat(checks(executions.subList(0, 2), "a 0", "b 5")).containsExactly("a", "b");
  }

  @Test
  void the_order_in_which_they_are_read_does_not_matter() {
    List<String> executions = new ArrayList<>(List.of("ingest 0", "check 5", "ingest 60"));
    Collections.reverse(executions);
    assertThat(checks(executions, "c 61", "b 6", "d 62")).containsExactly("c", "d");
  }

  @Test
  void an_attempt_may_begin_in_the_middle() {
    assertThat(checks(List.of("check 5", "check 7"), "a 6", "b 8")).containsExactly("b");
    assertThat(checks(List.of(), "b 8", "a 6")).containsExactly("a", "b");
  }

  private static List<String> checks(List<String> executions, String... checked) {
    return LastAttempt.checks(
            "ingest",
            executions.stream().map(e -> new Execution(name(e), minute(e))).toList(),
            Stream.of(checked).map(c -> new Checked(minute(c), result(name(c)))).toList())
        .stream()
        .map(CheckResult::check)
        .toList();
  }

  private static CheckResult result(String check) {
    return new CheckResult(check, "events", Severity.WARN, true, "", "");
  }

  private static String name(String text) {
    return text.split(" ", -1)[0];
  }

  private static Instant minute(String text) {
    return Instant.EPOCH.plusSeconds(60L * Integer.parseInt(text.split(" ", -1)[1]));
  }
}
