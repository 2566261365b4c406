package io.truecount.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.ChecksConfig.MinRows;
import io.truecount.config.ChecksConfig.QuarantineShare;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChecksConfigTest {
  @Test
  void checks_are_in_the_order_of_their_tables() {
    TreeMap<String, MinRows> rows = new TreeMap<>();
    IntStream.range(0, 20).forEach(i -> rows.put("table" + i, new MinRows(i, Severity.STOP)));

    ChecksConfig config =
        new ChecksConfig(new QuarantineShare(0.1, Severity.STOP), rows, List.of());

    assertThat(config.rows().keySet()).containsExactlyElementsOf(rows.keySet());
  }
}
