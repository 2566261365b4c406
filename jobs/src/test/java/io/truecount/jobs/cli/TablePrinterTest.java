package io.truecount.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class TablePrinterTest {
  @Test
  void every_kind_of_number_keeps_its_decimals() {
    TablePrinter table = new TablePrinter("name", "value");
    table.row("decimal", new BigDecimal("449455.4800"));
    table.row("large", new BigDecimal("999999999999999.9999"));
    table.row("whole", new BigDecimal("5.0000"));
    table.row("double", 0.5);
    table.row("long", 1234L);
    table.row("none", null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(OutputFormat.text, new PrintStream(bytes, true, UTF_8));
    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "  name                         value",
            "  decimal               449,455.4800",
            "  large     999,999,999,999,999.9999",
            "  whole                            5",
            "  double                      0.5000",
            "  long                         1,234",
            "  none                             –");
  }
}
