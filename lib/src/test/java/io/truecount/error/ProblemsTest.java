package io.truecount.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void errors_are_reported_once_by_file_and_line() {
    Problems problems = new Problems();
    for (String where : new String[] {"b.yml:2", "a.yml:10", "a.yml:9", "a.yml", "b.yml:2"}) {
      problems.add("wrong", where, "mend it");
    }
    TruecountException thrown =
        catchThrowableOfType(TruecountException.class, problems::throwIfAny);
    assertThat(thrown.problems())
        .extracting(Problem::where)
        .containsExactly("a.yml", "a.yml:9", "a.yml:10", "b.yml:2");
  }
}
