package io.truecount.source.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-05T10:11:12Z, 2026-01-05T10:11:12Z",
    "2026-01-05T10:11:12.5Z, 2026-01-05T10:11:12.500Z",
    "2026-01-05T10:11:12.123456Z, 2026-01-05T10:11:12.123456Z",
    "2026-01-05T10:11:12.123456789Z, 2026-01-05T10:11:12.123456Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2026-01-31T23:59:59.999Z, 2026-01-31T23:59:59.999Z",
    "2026-01-05T10:11:12+02:00, 2026-01-05T08:11:12Z",
    "2026-01-05 10:11:12, 2026-01-05T10:11:12Z",
    "2026-01-05, 2026-01-05T00:00:00Z",
    "2026-1-5, 2026-01-05T00:00:00Z",
    "2026-1-5T1:2:3+0200, 2026-01-04T23:02:03Z",
    "1700-03-01T00:00:00Z, 1700-03-01T00:00:00Z",
    "1900-03-01T00:00:00Z, 1900-03-01T00:00:00Z",
    "1767607872.5, 2026-01-05T10:11:12.500Z",
    "1.767607872E9, 2026-01-05T10:11:12Z",
    "1767607872123456, 2026-01-05T10:11:12.123456Z",
    "1767607872123456789, 2026-01-05T10:11:12.123456Z",
    "1767607872, 2026-01-05T10:11:12Z",
    "1767607872123, 2026-01-05T10:11:12.123Z"
  })
  void reads_what_sources_write(String text, Instant expected) {
    assertThat(Times.micros(UTF8String.fromString(text)))
        .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "12:30",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-05T24:00:00Z",
        "2026-01-05T10:61:00Z",
        "5 January 2026",
        "2026-01",
        "2026",
        "26-01-05",
        "+2026-01-05",
        "2026-001-05",
        "2026-01-05X",
        "9999999999999999999",
        "-1767607872",
        "\u0661\u0667\u0666\u0667\u0666\u0660\u0667\u0668\u0667\u0662",
        "1e999999999999",
        "123"
      })
  void tells_what_is_no_time(String text) {
    assertThat(Times.micros(UTF8String.fromString(text))).isEqualTo(Times.NONE);
  }
}
