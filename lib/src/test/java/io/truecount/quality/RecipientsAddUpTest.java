package io.truecount.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecipientsAddUpTest {
  @Test
  void members_that_are_neither_sent_to_nor_excluded_stop_the_run() {
    assertThat(new RecipientsAddUp("a", 10, 7, 2, 1).check().passed()).isTrue();
    CheckResult result = new RecipientsAddUp("a", 10, 6, 2, 1).check();
    assertThat(result.stops()).isTrue();
    assertThat(result.observed()).isEqualTo("10 members, 6 recipients, 2 held out, 1 suppressed");
    assertThat(new RecipientsAddUp("a", 10, 8, 2, 1).check().stops()).isTrue();
  }
}
